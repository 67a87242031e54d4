import { readAnswers } from '../../chain/actions/readAnswers.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { AnswerState } from '../../chain/taskState.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import { contentIdFromDigest, contentIdOf } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { openSealed } from '../../tasks/openSealed.ts';
import { fetchTaskPackage } from '../../tasks/taskPackage.ts';
import type { CheckDuty } from './checkDuty.ts';
import type { CheckPool } from './pool.ts';
import type { BuiltReport } from './report.ts';
import type { SubmittedAnswer } from './verification.ts';
import { verifyAnswers } from './verifyAnswers.ts';

/** Gathers what the chain and the blob store say about a task and verifies every answer. */
export async function verifyTask(
  {
    chain,
    blobs,
    pool,
  }: { readonly chain: ChainClient; readonly blobs: BlobStore; readonly pool: CheckPool },
  { task, beacon, missingIsRefused }: CheckDuty,
  signal: AbortSignal,
): Promise<BuiltReport> {
  const pack = task.hidden === undefined ? undefined : await openSealed(blobs, task.hidden);
  const taskPackage = await fetchTaskPackage(
    contentIdFromDigest(task.specHash),
    (content) => blobs.get(content),
    pack,
  );
  const answers = await readAnswers(chain, { taskId: task.id });
  return verifyAnswers(
    {
      task: taskPackage,
      hidden: pack === undefined ? null : contentIdOf(pack),
      seed: beacon,
      answers: await openAnswers(blobs, answers, missingIsRefused),
    },
    { pool, signal },
  );
}

/** Revealed answers in slot order; one that does not open is passed on as unreadable. */
async function openAnswers(
  blobs: BlobStore,
  answers: readonly AnswerState[],
  missingIsRefused: boolean,
): Promise<SubmittedAnswer[]> {
  const opened: SubmittedAnswer[] = [];
  for (const { slot, revealed, contentHash, salt } of answers) {
    if (!revealed || contentHash === undefined || salt === undefined) continue;
    try {
      opened.push({ slot, bytes: await openSealed(blobs, { contentHash, salt }) });
    } catch (thrown) {
      const broken = thrown instanceof PoiwError && thrown.code === 'E_SEAL_BROKEN';
      if (!broken && !missingIsRefused) throw thrown;
      opened.push({ slot, bytes: undefined });
    }
  }
  return opened;
}
