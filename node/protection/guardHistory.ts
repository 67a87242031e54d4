import type { ChainClient } from '../../chain/chainClient.ts';
import { digestOf, type ContentId, type Hex } from '../../core/contentId.ts';
import { packRuling } from '../../core/courtRound.ts';
import { PoiwError } from '../../core/errors.ts';
import { parseCanonicalJson } from '../../core/canonicalJson.ts';
import type { Journal, PromiseRecord, SealedPromise } from '../../core/journal.ts';
import { packLanes } from '../../core/lanes.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Log } from '../../core/service.ts';
import { unseal } from '../../core/seal.ts';
import { answerSalt } from '../../miner/submission.ts';
import { rulingSchema } from '../../validators/expert/records.ts';
import { rulingSalt } from '../../validators/expert/rulingPromise.ts';
import { rationaleSchema } from '../../validators/peer/rationale.ts';
import { voteSalt } from '../../validators/peer/vote.ts';
import type { BlobFolder } from '../createBlobStore.ts';
import { readChainPromises, type PromiseMaker } from './chainPromises.ts';
import { commitOf } from './interchange.ts';
import { isPromiseOpen } from './isPromiseOpen.ts';

export interface HistoryComponents {
  readonly chain: ChainClient;
  readonly blobs: BlobFolder;
  readonly journal: Journal;
  readonly workerKey: Hex;
  readonly log: Log;
}

/** What a journal lacks, seen from the chain. */
export interface HistoryGap {
  /** On the chain and not in the journal. */
  readonly unknown: readonly SealedPromise[];
  /** On the chain with another commit than in the journal. */
  readonly contradicted: readonly SealedPromise[];
}

/** Compares a journal with what the chain shows of its key. @throws PoiwError E_RPC_UNREACHABLE */
export async function findGap(
  { chain, journal }: Pick<HistoryComponents, 'chain' | 'journal'>,
  maker: PromiseMaker,
): Promise<HistoryGap> {
  const promises = await readChainPromises(chain, maker);
  const recorded = promises.map((promise) => ({ promise, commit: journal.commitOf(promise) }));
  return {
    unknown: recorded.filter(({ commit }) => commit === undefined).map(({ promise }) => promise),
    contradicted: recorded
      .filter(({ promise, commit }) => commit !== undefined && commit !== promise.commit)
      .map(({ promise }) => promise),
  };
}

/**
 * Refuses to work with a journal that is older than what its key has put on chain: it could
 * promise a second time, and it cannot reveal. With `recover` the promises are rebuilt from key,
 * chain and blob store.
 *
 * @throws PoiwError E_PROTECTION, E_RPC_UNREACHABLE
 */
export async function guardHistory(
  components: HistoryComponents,
  maker: PromiseMaker,
  { recover }: { readonly recover: boolean },
): Promise<void> {
  const { unknown, contradicted } = await findGap(components, maker);
  const [other] = contradicted;
  if (other !== undefined) throw contradiction(other);
  if (unknown.length === 0) return;
  if (!recover) throw olderThanChain(unknown);
  for (const promise of unknown) await recoverPromise(components, promise);
}

async function recoverPromise(
  components: HistoryComponents,
  promise: SealedPromise,
): Promise<void> {
  const { chain, journal, log } = components;
  const task = promise.taskId.toString();
  const isOpen = await isPromiseOpen(chain, promise);
  const record = isOpen ? await rebuild(components, promise) : undefined;
  if (record === undefined) {
    journal.protect({ promises: [promise], watermarks: [] });
    log(isOpen ? 'recovered-sealed' : 'recovered-ended', { task, kind: promise.kind });
    return;
  }
  journal.checkAndInsert(record);
  log('recovered', { task, kind: promise.kind, commit: record.commit });
}

/**
 * The salt follows from the key; which bytes were sealed is found by trying every blob: only the
 * right one gives the commit.
 */
async function rebuild(
  { blobs, workerKey }: HistoryComponents,
  promise: SealedPromise,
): Promise<PromiseRecord | undefined> {
  const salt = saltOf(workerKey, promise);
  // The commit of a statement is the digest of its sealed bytes.
  if (promise.kind === 'statement') return { ...promise, contentHash: promise.commit, salt };
  const read = SCORES[promise.kind];
  for (const id of await blobs.ids()) {
    const contentHash = digestOf(id);
    const scores = read === undefined ? undefined : await scoresIn(blobs, { id, salt, read });
    if (read !== undefined && scores === undefined) continue;
    const record = { ...promise, contentHash, salt, ...(scores === undefined ? {} : { scores }) };
    if (commitOf(record).toLowerCase() === promise.commit.toLowerCase()) return record;
  }
  return undefined;
}

function saltOf(workerKey: Hex, promise: SealedPromise): Hex {
  switch (promise.kind) {
    case 'vote':
      return voteSalt(workerKey, promise);
    case 'ruling':
    case 'statement':
      return rulingSalt(workerKey, promise);
    default:
      return answerSalt(workerKey, promise);
  }
}

/** How the word of a vote is read from the reasons sealed with it. */
const SCORES: Readonly<Partial<Record<SealedPromise['kind'], (value: unknown) => Hex>>> = {
  vote: (value) => packLanes(rationaleSchema.parse(value).judgements.map(({ score }) => score)),
  ruling: (value) => {
    const { scores, guilt } = rulingSchema.parse(value);
    return packRuling(scores, guilt);
  },
};

interface SealedReasons {
  readonly id: ContentId;
  readonly salt: Hex;
  readonly read: (value: unknown) => Hex;
}

/** The scores of sealed reasons; undefined for a blob that this salt does not open. */
async function scoresIn(
  blobs: BlobFolder,
  { id, salt, read }: SealedReasons,
): Promise<Hex | undefined> {
  try {
    return read(parseCanonicalJson(unseal(await blobs.get(id), salt), LIMITS.document));
  } catch {
    return undefined;
  }
}

function olderThanChain(unknown: readonly SealedPromise[]): PoiwError {
  const tasks = unknown.map(({ taskId }) => taskId.toString());
  return new PoiwError(
    'E_PROTECTION',
    `the chain shows ${unknown.length} promises of this key that this journal does not know (tasks ${tasks.slice(0, 10).join(', ')})`,
    {
      details: { tasks },
      hint: 'restore the backup or import the protection file of this key; without either, --recover rebuilds it from key and chain',
    },
  );
}

function contradiction({ kind, taskId, commit }: SealedPromise): PoiwError {
  return new PoiwError(
    'E_PROTECTION',
    `the chain holds another ${kind} of this key for task ${taskId} than this journal`,
    {
      details: { task: taskId.toString(), chain: commit },
      hint: 'another process worked with this key: find it, and do not start this one',
    },
  );
}
