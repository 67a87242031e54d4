import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { connectRpc } from '../chain/connectRpc.ts';
import { deploy, type DeploymentStart } from '../chain/deploy.ts';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { loadKey } from './loadKey.ts';
import { hex, networkPath, readNetworkFile, type Network } from './networkFile.ts';
import { openNetwork } from './openNetwork.ts';
import { writeJson } from './writeJson.ts';

export interface DeployNetworkOptions {
  /** Alias, or path of the network file to write. */
  readonly network: string;
  readonly rpc: readonly string[];
  readonly chainId: number;
  readonly key: string;
  readonly passwordFile?: string;
  readonly treasury?: Hex;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

export interface DeployedNetwork {
  readonly file: string;
  readonly network: Network;
  /** False when it was there already. */
  readonly deployed: boolean;
}

const plan = z.strictObject({
  schema: z.literal('poiw.deployment/v1'),
  chainId: z.int(),
  deployer: hex(40),
  firstNonce: z.int().min(0),
  stepsHash: hex(64),
  fromBlock: z.int().min(0),
});

/**
 * Deploys a network and writes its file. Called again it goes on where it was stopped, and when all
 * is done it changes nothing.
 *
 * @throws PoiwError E_CODE_MISMATCH when the file's contracts are not there, E_CONFIG when what was
 * begun was another deployment, and what {@link deploy} throws
 */
export async function deployNetwork(options: DeployNetworkOptions): Promise<DeployedNetwork> {
  const file = networkPath(options.network);
  const { signal, chainId, rpc, progress } = options;
  if (existsSync(file)) {
    const { chain, network } = await openNetwork({ network: file, rpc }, { signal });
    chain.close();
    return { file, network, deployed: false };
  }
  const privateKey = await loadKey(options.key, options);
  await mkdir(dirname(file), { recursive: true });
  const begun = await readPlan(planOf(file));
  const fromBlock = begun?.fromBlock ?? (await headOf(options));
  if (begun !== undefined) progress(`going on with the deployment from nonce ${begun.firstNonce}`);
  const addresses = await deploy({
    ...{ rpcUrl: rpc, chainId, privateKey, signal },
    ...(options.treasury === undefined ? {} : { treasury: options.treasury }),
    ...(begun === undefined ? {} : { firstNonce: begun.firstNonce }),
    onStart: async (start) => {
      if (begun !== undefined) {
        requireSame(file, begun, { ...start, chainId });
        return;
      }
      const facts = { schema: 'poiw.deployment/v1', chainId, ...start, fromBlock };
      await writeJson(planOf(file), facts);
      progress(`deploying from ${start.deployer}, nonce ${start.firstNonce}`);
    },
  });
  const rpcUrl = rpc.length === 1 ? rpc[0] : rpc;
  await writeJson(file, {
    ...{ schema: 'poiw.network/v1', rpcUrl, blobs: 'blobs', fromBlock, addresses },
  });
  await rm(planOf(file), { force: true });
  return { file, network: await readNetworkFile(file), deployed: true };
}

const planOf = (file: string): string => `${file}.deploying`;

async function readPlan(path: string): Promise<z.infer<typeof plan> | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    return plan.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new PoiwError('E_CONFIG', `${path} is not a deployment that was begun`, { cause });
  }
}

function requireSame(
  file: string,
  begun: z.infer<typeof plan>,
  now: DeploymentStart & { readonly chainId: number },
): void {
  const { chainId, deployer, stepsHash } = begun;
  const same =
    chainId === now.chainId &&
    deployer.toLowerCase() === now.deployer.toLowerCase() &&
    stepsHash === now.stepsHash;
  if (same) return;
  throw new PoiwError('E_CONFIG', 'another deployment was begun for this network', {
    hint: `use the same key, chain, treasury and version, or remove ${planOf(file)} to start afresh`,
    details: { begun: { chainId, deployer, stepsHash } },
  });
}

async function headOf({ rpc, chainId }: DeployNetworkOptions): Promise<number> {
  const provider = await connectRpc(rpc, chainId);
  try {
    return await provider.getBlockNumber();
  } finally {
    provider.destroy();
  }
}
