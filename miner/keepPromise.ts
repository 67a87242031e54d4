import { readAnswers } from '../chain/actions/readAnswers.ts';
import type { TaskState } from '../chain/taskState.ts';
import { PoiwError } from '../core/errors.ts';
import type { PromiseRecord } from '../core/journal.ts';
import { phaseAt } from '../core/phase.ts';
import type { Log } from '../core/service.ts';
import { sendCommit, sendReveal, type SubmissionComponents } from './submission.ts';
import type { Stage } from './taskBoard.ts';

/** Part of the commit window after which a commit counts as late. */
const LATE = 0.7;

export interface KeepComponents extends SubmissionComponents {
  readonly memberId: number;
  readonly log: Log;
}

/**
 * Does for a recorded promise what the phase asks: commit while answers are taken and not before
 * the thinking time is over, reveal while they are opened. Called again until it is done; what the
 * chain shows decides, so that nothing is sent twice.
 *
 * @param now chain time, unix seconds
 * @returns where the promise stands now
 * @throws PoiwError E_DOPPELGANGER when the chain holds another commit of this key; E_RPC_UNREACHABLE
 * and E_CHAIN_REJECTED are for the next look
 */
export async function keepPromise(
  components: KeepComponents,
  task: TaskState,
  { record, now }: { readonly record: PromiseRecord; readonly now: number },
): Promise<Stage> {
  const { chain, log, memberId } = components;
  const phase = phaseAt(task.schedule, now);
  if (phase === 'thinking') return 'sealed';
  const id = task.id.toString();
  const mine = (await readAnswers(chain, { taskId: task.id })).find(
    (one) => one.minerId === memberId,
  );
  if (mine === undefined) {
    if (phase !== 'committing') return 'missed';
    if (isLate(task, now)) log('commit-late', { task: id, left: task.schedule.commitEnd - now });
    await sendCommit(components, record);
    log('committed', { task: id, commit: record.commit });
    return 'committed';
  }
  if (mine.revealed) return 'revealed';
  if (mine.commit.toLowerCase() !== record.commit.toLowerCase()) {
    throw foreignCommit(id, record.commit, mine.commit);
  }
  if (phase === 'committing') return 'committed';
  if (phase !== 'revealing') return 'missed';
  await sendReveal(components, record, memberId);
  log('revealed', { task: id });
  return 'revealed';
}

function isLate({ schedule }: TaskState, now: number): boolean {
  return now - schedule.thinkEnd > LATE * (schedule.commitEnd - schedule.thinkEnd);
}

function foreignCommit(task: string, recorded: string, found: string): PoiwError {
  return new PoiwError(
    'E_DOPPELGANGER',
    `task ${task} holds a commit of this key that this journal does not know`,
    {
      details: { task, recorded, found },
      hint: 'another process works with this worker key: stop it, or give this one a key of its own',
    },
  );
}
