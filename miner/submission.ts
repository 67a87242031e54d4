import { commitAnswer } from '../chain/actions/commitAnswer.ts';
import { revealAnswer } from '../chain/actions/revealAnswer.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import type { BlobStore } from '../core/blobStore.ts';
import { canonicalBytes } from '../core/canonicalJson.ts';
import { answerCommitHash, deriveSalt } from '../core/commitment.ts';
import { digestOf, type Hex } from '../core/contentId.ts';
import {
  commitIntent,
  type Journal,
  type PromiseKey,
  type PromiseRecord,
} from '../core/journal.ts';
import { seal } from '../core/seal.ts';

/** What sealing, committing and revealing an answer needs. */
export interface SubmissionComponents {
  readonly chain: ChainClient;
  readonly blobs: BlobStore;
  readonly journal: Journal;
  readonly worker: Hex;
  readonly workerKey: Hex;
}

/** One answer per task: appeals would be further rounds. */
const ROUND = 0;

/** Key of this miner's promise about a task. */
export function answerKey({ chain, worker }: SubmissionComponents, taskId: bigint): PromiseKey {
  const { chainId, contract } = chain.domainOf('TaskManager');
  return { chainId, contract, kind: 'answer', taskId, round: ROUND, actor: worker };
}

/** The salt of an answer: derived, so that the key alone brings it back. */
export function answerSalt(workerKey: Hex, { chainId, contract, taskId, round }: PromiseKey): Hex {
  return deriveSalt(workerKey, `answer|${chainId}|${contract.toLowerCase()}|${taskId}|${round}`);
}

/**
 * Seals an answer, stores it where everyone will find it, and records the promise; nothing is sent
 * yet. After this returns, a crash at any point loses nothing.
 *
 * @param salt another salt than the one that the worker key gives
 */
export async function prepareAnswer(
  components: SubmissionComponents,
  taskId: bigint,
  answer: unknown,
  salt = answerSalt(components.workerKey, answerKey(components, taskId)),
): Promise<PromiseRecord> {
  const key = answerKey(components, taskId);
  const content = await components.blobs.put(seal(canonicalBytes(answer), salt));
  const contentHash = digestOf(content);
  const commit = answerCommitHash(key, {
    taskId,
    round: ROUND,
    miner: components.worker,
    contentHash,
    salt,
  });
  return components.journal.checkAndInsert({ ...key, commit, contentHash, salt });
}

/** Sends the recorded commit. */
export async function sendCommit(
  { chain }: SubmissionComponents,
  promise: PromiseRecord,
): Promise<void> {
  const { taskId, commit } = promise;
  await commitAnswer(chain, { taskId, commit, intent: commitIntent(promise) });
}

/** Opens the recorded commit; anyone holding the record could. */
export async function sendReveal(
  { chain }: SubmissionComponents,
  { taskId, contentHash, salt }: PromiseRecord,
  minerId: number,
): Promise<void> {
  await revealAnswer(chain, { taskId, minerId, contentHash, salt });
}
