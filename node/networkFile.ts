import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Addresses } from '../chain/addresses.ts';
import { CONTRACT_NAMES } from '../chain/artifacts.ts';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';

export const hex = (length: number) =>
  z.custom<Hex>(
    (value) => typeof value === 'string' && new RegExp(`^0x[0-9a-fA-F]{${length}}$`).test(value),
    `0x and ${length} hex digits`,
  );
const address = hex(40);
const codeHash = hex(64);

export const addressesSchema: z.ZodType<Addresses> = z.strictObject({
  chainId: z.int().min(1),
  token: address,
  stakeManager: address,
  taskRules: address,
  taskManager: address,
  taskPayouts: address,
  taskReader: address,
  voteModule: address,
  rewardDistributor: address,
  economy: address,
  feeVault: address,
  disputeCourt: address,
  timelock: address,
  governor: address,
  treasury: address,
  codeHashes: z.record(z.enum(CONTRACT_NAMES), codeHash),
});

const NETWORKS = '.poiw/networks';
const ALIAS = /^[a-z0-9][a-z0-9-]{0,40}$/;
const MAX_URLS = 8;
const rpcUrl = z.url({ protocol: /^https?$/ });

const schema = z.strictObject({
  schema: z.literal('poiw.network/v1'),
  rpcUrl: z.union([rpcUrl, z.array(rpcUrl).min(1).max(MAX_URLS)]),
  /** Folder of the blob store, relative to this file. */
  blobs: z.string().min(1),
  /** Block of the deployment: no event of ours is older. */
  fromBlock: z.int().min(0),
  addresses: addressesSchema,
  /** Where daemons say that they are alive; left out, they say it to nobody. */
  presence: z.url({ protocol: /^https?$/ }).optional(),
});

/** Where a network is: written by `poiw devnet`, handed to every command with --network. */
export interface Network {
  /** One or more of the same chain: the first that answers and does not lag is asked. */
  readonly rpcUrl: string | readonly string[];
  /** Absolute path of the blob store's folder. */
  readonly blobs: string;
  readonly fromBlock: number;
  readonly addresses: Addresses;
  readonly presence?: string;
}

/** Where the file of a network is: an alias names one that `poiw chain deploy` wrote. */
export function networkPath(aliasOrPath: string): string {
  return ALIAS.test(aliasOrPath) ? join(NETWORKS, `${aliasOrPath}.json`) : aliasOrPath;
}

/** @throws PoiwError E_CONFIG */
export async function readNetworkFile(aliasOrPath: string): Promise<Network> {
  const path = networkPath(aliasOrPath);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new PoiwError('E_CONFIG', `cannot read the network file ${path}`, {
      cause,
      hint: 'start a local network with `poiw devnet`, or name its file with --network',
    });
  }
  try {
    const file = schema.parse(JSON.parse(text));
    return {
      rpcUrl: file.rpcUrl,
      blobs: resolve(dirname(path), file.blobs),
      fromBlock: file.fromBlock,
      addresses: file.addresses,
      ...(file.presence === undefined ? {} : { presence: file.presence }),
    };
  } catch (cause) {
    throw new PoiwError('E_CONFIG', `${path} is not a network file`, {
      cause,
      hint: 'it is written by `poiw devnet`; see docs/cli.md for its fields',
    });
  }
}
