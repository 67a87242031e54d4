import type { TaskState, VoteState } from '../chain/taskState.ts';
import { isPanelUndecided } from '../core/panelGrowth.ts';
import { panelVerdict } from '../core/panelVerdict.ts';

/** What something waits for, and until when: unix seconds of the chain. */
export interface Wait {
  readonly waitingFor: string;
  readonly until: number | null;
}

/**
 * What a panel that was drawn has still to do. Its windows are its own: those of a second panel, and of a
 * growing one's later rounds, begin with their draw, whatever the task's schedule says.
 *
 * @param votes of all its rounds
 * @param now chain time, unix seconds
 * @returns undefined when nothing more is waited for than a call that settles the task
 */
export function panelWait(
  task: TaskState,
  votes: readonly VoteState[],
  now: number,
): Wait | undefined {
  const { ballot, rolling, lane, schedule, growEnd } = task;
  const end = (lane === 'growing' ? growEnd : schedule.settleEnd) ?? null;
  const seats = lane === 'growing' ? 'two more jurors' : 'a second panel';
  if (rolling && (end ?? 0) >= now) return { waitingFor: `${seats} to be drawn`, until: end };
  if (ballot === undefined) return undefined;
  const { round, commitEnd, revealEnd } = ballot;
  const of = round === 0 ? '' : ` of round ${round + 1}`;
  if (now <= commitEnd) return { waitingFor: `sealed votes${of}`, until: commitEnd };
  const isOver = votes.every(
    (vote) => vote.revealed || vote.snitched || vote.ballot.round !== round,
  );
  if (!isOver && now <= revealEnd) {
    return { waitingFor: `votes${of} to be revealed`, until: revealEnd };
  }
  if (!isMoreDue(task, votes, now)) return undefined;
  return { waitingFor: `anyone to ask for ${seats}`, until: end };
}

/** Whether the panel is to grow still, or reached no quorum and is to be followed by another. */
function isMoreDue(
  { lane, agreed, ballot, growEnd = 0, schedule }: TaskState,
  votes: readonly VoteState[],
  now: number,
): boolean {
  if (agreed === undefined) return false;
  if (lane === 'growing') return now <= growEnd && isPanelUndecided(agreed.laneSlots, votes);
  if (ballot?.round !== 0 || now > schedule.settleEnd) return false;
  return !panelVerdict(agreed.laneSlots, votes).quorum;
}
