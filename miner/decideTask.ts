import type { TaskState } from '../chain/taskState.ts';
import type { BlobStore } from '../core/blobStore.ts';
import { contentIdFromDigest } from '../core/contentId.ts';
import { asPoiwError } from '../core/errors.ts';
import { fetchTaskSpec } from '../tasks/taskPackage.ts';
import type { Attempt, Decision, MinerLedger } from './ledger.ts';
import { MAX_ATTEMPTS, pickTask, type PickPolicy, type Standing } from './pickTask.ts';
import { specialtyOf } from './specialty.ts';

export interface DecideComponents {
  readonly blobs: BlobStore;
  readonly ledger: MinerLedger;
  readonly policy: PickPolicy;
}

/**
 * Whether a task is worth taking: by what the chain tells and, when that speaks for it, by its
 * description and this miner's own record. A description that cannot be used leaves the task.
 */
export async function decideTask(
  { blobs, ledger, policy }: DecideComponents,
  task: TaskState,
  given: Omit<Standing, 'failedAttempts' | 'skill'>,
): Promise<Decision> {
  const standing = { ...given, failedAttempts: failedAttempts(ledger.attempts(task.id)) };
  const first = pickTask(task, policy, standing);
  if (!first.take) return first;
  try {
    const spec = await fetchTaskSpec(contentIdFromDigest(task.specHash), (content) =>
      blobs.get(content),
    );
    const specialty = specialtyOf(spec.kind, spec.files);
    const record = ledger
      .skills()
      .find((one) => one.kind === spec.kind && one.specialty === specialty);
    return pickTask(task, policy, { ...standing, skill: { specialty, record } });
  } catch (thrown) {
    const error = asPoiwError(thrown);
    const detail = `its description cannot be used: ${error.code} ${error.message}`;
    const passing = { ok: false, detail, name: 'description' } as const;
    const facts = { taskId: task.id, at: standing.now, take: false, why: detail };
    return { ...facts, criteria: [passing], lasting: !error.retryable };
  }
}

/** An attempt that found nothing is as final as the last one allowed. */
function failedAttempts(attempts: readonly Attempt[]): number {
  if (attempts.some(({ result }) => result === 'nothing')) return MAX_ATTEMPTS;
  return attempts.filter(({ result }) => result === 'failed' || result === 'cut').length;
}
