import type { TaskState, VoteState } from '../../chain/taskState.ts';
import type { Log } from '../../core/service.ts';
import type { Rationale } from './rationale.ts';
import {
  prepareVote,
  sendVoteCommit,
  sendVoteReveal,
  voteKey,
  type VoteComponents,
} from './vote.ts';

export interface SeatComponents extends VoteComponents {
  readonly log: Log;
  /** How the open items are judged. */
  readonly judge: (task: TaskState, signal: AbortSignal) => Promise<Rationale>;
}

/** Judges, unless a promise is on record, and seals the vote. */
export async function commitSeat(
  components: SeatComponents,
  task: TaskState,
  { seat, signal }: { readonly seat: VoteState; readonly signal: AbortSignal },
): Promise<void> {
  if (seat.committed) return;
  const ballot = { taskId: task.id, round: seat.ballot.round };
  const facts = { task: task.id.toString() };
  let record = components.journal.find(voteKey(components, ballot));
  if (record === undefined) {
    components.log('judging', facts);
    const rationale = await components.judge(task, signal);
    record = await prepareVote(components, ballot, rationale);
  }
  await sendVoteCommit(components, record);
  components.log('vote-committed', { ...facts, commit: record.commit });
}

/** Opens the vote on record. */
export async function revealSeat(
  components: SeatComponents,
  { id: taskId }: TaskState,
  { seat, memberId }: { readonly seat: VoteState; readonly memberId: number },
): Promise<void> {
  const ballot = { taskId, round: seat.ballot.round };
  const record = components.journal.find(voteKey(components, ballot));
  if (record === undefined || !seat.committed || seat.revealed) return;
  await sendVoteReveal(components, record, memberId);
  components.log('vote-revealed', { task: taskId.toString() });
}
