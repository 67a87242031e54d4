import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishTask } from '../chain/actions/publishTask.ts';
import type { Addresses } from '../chain/addresses.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { createChainClient } from '../chain/createChainClient.ts';
import type { TaskTerms } from '../chain/taskState.ts';
import {
  startLocalChain,
  TERMS,
  TOS,
  type LocalChain,
  type Party,
} from '../chain/test/localChain.ts';
import type { BlobStore } from '../core/blobStore.ts';
import { canonicalBytes } from '../core/canonicalJson.ts';
import { digestOf, type Hex } from '../core/contentId.ts';
import type { Journal } from '../core/journal.ts';
import type { Log } from '../core/service.ts';
import { kindNumber } from '../core/taskKind.ts';
import {
  createMiner,
  type Miner,
  type MinerComponents,
  type MinerOptions,
} from '../miner/createMiner.ts';
import type { Solver } from '../miner/solver.ts';
import { createBlobStore } from '../node/createBlobStore.ts';
import { ledgerScope } from '../miner/ledgerScope.ts';
import { MINER_DEFAULTS } from '../node/miner/minerSettings.ts';
import { openJournal } from '../node/openJournal.ts';
import { openLedger } from '../node/miner/ledger/openLedger.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import { taskIdOf, type TaskSpec } from '../tasks/taskSpec.ts';
import { createCheckPool } from '../validators/auto/createCheckPool.ts';

/** A miner at work in a test, with everything it is made of within reach. */
export interface RiggedMiner {
  readonly miner: Miner;
  readonly events: { readonly event: string; readonly facts: Readonly<Record<string, unknown>> }[];
  /** Names of events about one task, in order. */
  eventsOf(taskId: bigint): string[];
  readonly components: MinerComponents;
  stop(): Promise<void>;
  /** Closes what a dead process would have closed: for a miner that a crash switch has killed. */
  abandon(): Promise<void>;
}

/** Hot keys as another process is given them. */
export interface RigKeys {
  readonly worker: Hex;
  readonly workerKey: Hex;
}

export function keysOf(party: Party | RigKeys): RigKeys {
  if ('workerKey' in party) return party;
  const workerKey = (party.client.wallet?.privateKey ?? '0x') as Hex;
  return { worker: party.worker, workerKey };
}

export interface RigMinerOptions {
  readonly party: Party | RigKeys;
  readonly solver: Solver;
  /** Data folder; the same one again is the same miner restarted. */
  readonly data: string;
  readonly policy?: Partial<MinerOptions['policy']>;
  readonly parallel?: number;
  readonly pollMs?: number;
  /** Resolves when a crash switch has killed it. */
  readonly dead?: Promise<void>;
  /** Puts something between the journal and everything that writes to it. */
  readonly guardJournal?: (journal: Journal) => Journal;
  /** Puts something between the miner and its parts. */
  readonly wrap?: (components: MinerComponents) => MinerComponents;
}

/** A chain, a blob store and tasks for miners in tests: all real. */
export interface MinerRig {
  readonly chain: LocalChain;
  readonly blobs: BlobStore;
  readonly folder: string;
  /** Publishes the sample task under a title of its own. */
  publish(terms?: Partial<TaskTerms>, title?: string, by?: ChainClient): Promise<bigint>;
  /** Publishes the public part of a task folder. */
  publishSample(path: string, terms: Partial<TaskTerms>): Promise<bigint>;
  start(options: RigMinerOptions): Promise<RiggedMiner>;
  /** What a stopped miner's ledger says it spent on models, millionths of a dollar. */
  spentBy(data: string, taskId: bigint): bigint;
  stop(): Promise<void>;
}

export async function startMinerRig(): Promise<MinerRig> {
  const chain = await startLocalChain();
  const folder = mkdtempSync(join(tmpdir(), 'poiw-miner-'));
  const blobs = createBlobStore(join(folder, 'blobs'));
  const publisher = await chain.outsider();
  const sample = (await loadTaskFolder('tasks/samples/syntax-token')).package;
  for (const bytes of sample.files.values()) await blobs.put(bytes);
  let published = 0;

  return {
    chain,
    blobs,
    folder,
    async publish(terms = {}, title, by = publisher) {
      published += 1;
      const spec: TaskSpec = { ...sample.spec, title: title ?? `task number ${published}` };
      await blobs.put(canonicalBytes(spec));
      const { taskId } = await publishTask(by, {
        ...TERMS,
        kind: kindNumber('syntax'),
        reward: 8n * TOS,
        specHash: digestOf(taskIdOf(spec)),
        ...terms,
      });
      return taskId;
    },
    async publishSample(path, terms) {
      const { spec, files, id } = (await loadTaskFolder(path)).package;
      for (const bytes of files.values()) await blobs.put(bytes);
      await blobs.put(canonicalBytes(spec));
      const specHash = digestOf(id);
      return (await publishTask(publisher, { ...TERMS, specHash, ...terms })).taskId;
    },
    start: (options) =>
      startRigged({ rpcUrl: chain.url, addresses: chain.addresses, blobs }, options),
    spentBy(data, taskId) {
      const scope = ledgerScope(chain.root);
      const ledger = openLedger(join(data, 'ledger.db'), { scope, readOnly: true });
      const { microUsd } = ledger.spent({ taskId });
      ledger.close();
      return microUsd;
    },
    async stop() {
      await chain.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface RigPlace {
  readonly rpcUrl: string;
  readonly addresses: Addresses;
  readonly blobs: BlobStore;
}

/** Starts a miner on a chain that may be another process's. */
export async function startRigged(
  { rpcUrl, addresses, blobs }: RigPlace,
  options: RigMinerOptions,
): Promise<RiggedMiner> {
  const { party, solver, data, wrap = (same: MinerComponents) => same } = options;
  const { worker, workerKey } = keysOf(party);
  const raw = openJournal(join(data, 'journal.db'));
  const journal = options.guardJournal?.(raw) ?? raw;
  const client: ChainClient = await createChainClient({
    ...{ rpcUrl, addresses, privateKey: workerKey, transactions: journal.transactions },
  }).catch((error: unknown) => {
    raw.close();
    throw error;
  });
  const events: RiggedMiner['events'] = [];
  const log: Log = (event, facts = {}) => void events.push({ event, facts });
  const ledger = openLedger(join(data, 'ledger.db'), { scope: ledgerScope(client) });
  const pool = createCheckPool({ threads: 1 });
  const components = wrap({
    ...{ chain: client, blobs, journal, ledger, pool },
    worker,
    workerKey,
    solver,
    log,
    monotonic: () => performance.now(),
    wallClock: () => Date.now(),
    fatal: ({ code, message }) => log('fatal', { code, message }),
  });
  const miner = createMiner(components, {
    policy: { ...MINER_DEFAULTS, ...options.policy },
    parallel: options.parallel ?? 2,
    pollMs: options.pollMs ?? 50,
    fromBlock: 0,
  });
  // A run that dies at its first step never comes back from it.
  await Promise.race([miner.start(), options.dead ?? NEVER]);
  return {
    miner,
    events,
    eventsOf: (taskId) =>
      events.filter(({ facts }) => facts['task'] === `${taskId}`).map(({ event }) => event),
    components,
    async stop() {
      await miner.stop();
      client.close();
      raw.close();
    },
    async abandon() {
      client.close();
      raw.close();
      ledger.close();
      await pool.stop();
    },
  };
}

const NEVER = new Promise<void>(() => undefined);

/** A solver that answers at once with a well-formed, empty-handed answer. */
export function quickSolver(solve: Solver['solve'] = quickAnswer): Solver {
  return { name: 'quick', kinds: ['syntax'], solve };
}

export const quickAnswer: Solver['solve'] = ({ task }) =>
  Promise.resolve({ task: task.id, note: 'an answer' });
