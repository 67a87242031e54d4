import { join } from 'node:path';
import type { ChainClient } from '../../chain/chainClient.ts';
import { createChainClient } from '../../chain/createChainClient.ts';
import type { ContractName } from '../../chain/artifacts.ts';
import type { LocalChain, Party } from '../../chain/test/localChain.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import type { Hex } from '../../core/contentId.ts';
import type { Journal } from '../../core/journal.ts';
import type { Log, Service } from '../../core/service.ts';
import { createBlobStore } from '../../node/createBlobStore.ts';
import { openJournal } from '../../node/openJournal.ts';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import type { CheckPool } from '../../validators/auto/pool.ts';
import type { Incarnation } from './crashRuns.ts';
import { createCrashSwitch, type CrashPlan, type CrashSwitch } from './crashSwitch.ts';
import { guardRpc } from './guardRpc.ts';

export interface MortalStart {
  readonly party: Party;
  /** Data folder; the same one again is the same daemon restarted. */
  readonly data: string;
  readonly plan: CrashPlan | undefined;
  /** Gets the payload of every `commitVote` that was handed to a node. */
  readonly commits: Set<string>;
}

/** What a validator is made of, with the switch between it and each part. */
export interface MortalParts {
  readonly crash: CrashSwitch;
  readonly chain: ChainClient;
  readonly blobs: BlobStore;
  readonly journal: Journal;
  readonly worker: Hex;
  readonly workerKey: Hex;
  readonly pool: CheckPool;
  readonly log: Log;
}

/** Starts a validator that a crash switch kills: where its votes go, and how it is made of its parts. */
export async function startMortal(
  { chain, folder, contract }: { chain: LocalChain; folder: string; contract: ContractName },
  { party, data, plan, commits }: MortalStart,
  create: (parts: MortalParts) => Service,
): Promise<Incarnation> {
  const crash = createCrashSwitch(plan);
  const { worker } = party;
  const workerKey = (party.client.wallet?.privateKey ?? '0x') as Hex;
  const raw = openJournal(join(data, 'journal.db'));
  const journal = crash.guard('journal', raw);
  const client = await createChainClient({
    ...{ rpcUrl: chain.url, addresses: chain.addresses, privateKey: workerKey },
    transactions: journal.transactions,
  }).catch((error: unknown) => {
    raw.close();
    throw error;
  });
  guardRpc(client, { crash, contract, method: 'commitVote', sent: commits });
  const pool = createCheckPool({ threads: 1 });
  const service = create({
    ...{ crash, journal, worker, workerKey, pool },
    chain: crash.guard('chain', client),
    blobs: crash.guard('blobs', createBlobStore(join(folder, 'blobs'))),
    log: () => undefined,
  });
  await Promise.race([service.start(), crash.dead]);
  return {
    crash,
    async stop() {
      await service.stop();
      client.close();
      raw.close();
    },
    async abandon() {
      client.close();
      raw.close();
      await pool.stop();
    },
  };
}
