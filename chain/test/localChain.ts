import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HDNodeWallet, JsonRpcProvider, Mnemonic, id } from 'ethers';
import type { Hex } from '../../core/contentId.ts';
import { chainTime } from '../actions/chainTime.ts';
import { registerMember } from '../actions/registerMember.ts';
import { transferToken } from '../actions/transferToken.ts';
import type { Addresses } from '../addresses.ts';
import { startAnvil, type AnvilOptions } from '../anvil.ts';
import type { ChainClient } from '../chainClient.ts';
import { createChainClient } from '../createChainClient.ts';
import { deploy } from '../deploy.ts';
import type { MemberRole } from '../member.ts';
import type { TaskTerms } from '../taskState.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';

export const TOS = 10n ** 18n;

/** Windows so long that no test leaves a phase by itself. */
export const TERMS: TaskTerms = {
  specHash: id('spec') as Hex,
  kind: 2,
  reward: 100n * TOS,
  answerBond: 2n * TOS,
  maxAnswers: 8,
  panelSize: 3,
  lane: 'task',
  attesters: 2,
  split: { miners: 6500, peers: 1800, experts: 900, network: 800 },
  windows: {
    think: 0,
    commit: 10_000,
    reveal: 10_000,
    verify: 10_000,
    voteCommit: 10_000,
    voteReveal: 10_000,
    settle: 10_000,
  },
};

export interface Party {
  /** Client of the worker key. */
  readonly client: ChainClient;
  readonly worker: Hex;
  readonly owner: Hex;
  readonly memberId: number;
}

export interface LocalChain {
  readonly url: string;
  readonly addresses: Addresses;
  /** Client of the deployer, who holds the supply. */
  readonly root: ChainClient;
  /** A funded member with a key of its own as owner and another as worker. */
  join(role: MemberRole, amount?: bigint): Promise<Party>;
  /** A funded client that is no member. */
  outsider(): Promise<ChainClient>;
  warpTo(timestamp: number): Promise<void>;
  rpc(method: string, params?: readonly unknown[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** A chain of its own for one test file: ten blocks a second, time moved by hand. */
export async function startLocalChain({
  disputeSeconds = 0,
  ...settings
}: Pick<AnvilOptions, 'history'> & { readonly disputeSeconds?: number } = {}): Promise<LocalChain> {
  const dataDir = mkdtempSync(join(tmpdir(), 'poiw-chain-'));
  const chainId = 31_337;
  const anvil = await startAnvil({
    ...{ dataDir, mnemonic: MNEMONIC, chainId, blockTime: 0.1 },
    ...settings,
  });
  const deployer = keyOf(0);
  const addresses = await deploy({
    rpcUrl: anvil.url,
    chainId,
    privateKey: deployer,
    disputeSeconds,
  });
  const connect = (privateKey: string) =>
    createChainClient({ rpcUrl: anvil.url, addresses, privateKey });
  const clients = [await connect(deployer)];
  const [root] = clients as [ChainClient];
  const provider = new JsonRpcProvider(anvil.url, chainId, { staticNetwork: true });
  const rpc = (method: string, params: readonly unknown[] = []): Promise<unknown> =>
    provider.send(method, [...params]);
  let nextKey = 10;

  const outsider = async (): Promise<ChainClient> => {
    const client = await connect(keyOf((nextKey += 1)));
    clients.push(client);
    await rpc('anvil_setBalance', [client.address, `0x${(10n ** 20n).toString(16)}`]);
    await transferToken(root, { to: client.address ?? '0x', amount: 10_000n * TOS });
    return client;
  };
  const join_ = async (role: MemberRole, amount = 100n * TOS): Promise<Party> => {
    const [owner, client] = await Promise.all([outsider(), outsider()]);
    const worker = client.address ?? '0x';
    const { memberId } = await registerMember(owner, { role, amount, worker });
    return { client, worker, owner: owner.address ?? '0x', memberId };
  };

  return {
    url: anvil.url,
    addresses,
    root,
    join: join_,
    outsider,
    rpc,
    warpTo: async (timestamp) => {
      const { timestamp: now } = await chainTime(root);
      await rpc('evm_increaseTime', [Math.max(0, timestamp - now)]);
      await rpc('evm_mine');
    },
    stop: async () => {
      for (const client of clients) client.close();
      provider.destroy();
      await anvil.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function keyOf(index: number): string {
  const path = `m/44'/60'/0'/0/${index}`;
  return HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(MNEMONIC), path).privateKey;
}
