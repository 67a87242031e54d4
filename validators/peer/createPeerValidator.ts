import { readVotes } from '../../chain/actions/readVotes.ts';
import type { TaskState, VoteState } from '../../chain/taskState.ts';
import type { Log, Service } from '../../core/service.ts';
import { attendTask } from '../../tasks/attendTask.ts';
import { createMemberWatch, type Earning } from '../../tasks/createMemberWatch.ts';
import { createSeatBoard, type SeatsStatus } from '../../tasks/createSeatBoard.ts';
import { watchTasks } from '../../tasks/watchTasks.ts';
import type { CheckPool } from '../auto/pool.ts';
import { commitSeat, revealSeat, type SeatComponents } from './seatDuties.ts';

export interface PeerValidatorComponents extends SeatComponents {
  readonly pool: CheckPool;
  readonly log: Log;
}

/** Whether a juror earns and, if not, why; what it waits for, since when, until when. */
interface PeerStatus extends SeatsStatus<PanelName> {
  readonly role: 'peer';
  readonly worker: string;
  readonly member: number;
  readonly earning: Earning;
}

interface PanelName {
  readonly task: string;
}

export interface PeerValidator extends Service {
  status(): PeerStatus;
}

/**
 * The peer validator: finds its duties on the chain (drawn? commit by? reveal by?), judges the
 * items no check could decide, and keeps the promise in its journal before it makes it.
 */
export function createPeerValidator(
  components: PeerValidatorComponents,
  { pollMs }: { readonly pollMs: number },
): PeerValidator {
  const { chain, worker } = components;
  const board = createSeatBoard<PanelName>(components.log, ({ task }) => `task ${task}`);

  async function onTask(task: TaskState, now: number, signal: AbortSignal) {
    const memberId = watch.memberId();
    const named = { task: task.id.toString() };
    if (task.state !== 'open') board.drop(named);
    const stands = await attendTask(components, task, { memberId, now });
    if (stands !== 'open') return stands;
    if (task.ballot === undefined || task.panel?.includes(memberId) !== true) return undefined;
    const seats = await readVotes(chain, { taskId: task.id });
    const seat = seats.find(({ jurorId }) => jurorId === memberId);
    if (seat === undefined) return undefined;
    // Of a growing panel this is the round the seat was drawn in, not the latest.
    const { commitEnd: commitBy, revealEnd: revealBy } = seat.ballot;
    board.note(named, dueOf(task, seat, now), { now, commitBy, revealBy });
    if (now <= commitBy) await commitSeat(components, task, { seat, signal });
    else if (now <= revealBy) await revealSeat(components, task, { seat, memberId });
    return undefined;
  }

  const watch = createMemberWatch(components, 'peer', ({ signal, log }) => {
    const each = (task: TaskState, now: number) => onTask(task, now, signal);
    return watchTasks(chain, each, { signal, pollMs, log });
  });

  return {
    start: () => watch.start(),
    stop: () => watch.stop(),
    status() {
      const { seats, ...due } = board.status();
      const busy = seats.length > 0 ? `it has a seat on ${seats.length} panels` : undefined;
      return {
        ...{ role: 'peer', worker, member: watch.memberId(), seats },
        earning: watch.earning(busy, 'no panel that is open has drawn it'),
        ...due,
      };
    },
  };
}

/** What a seat waits for, until when, and what it costs not to be there. */
function dueOf({ schedule, answerBond: worstLoss }: TaskState, { ballot }: VoteState, now: number) {
  if (now <= ballot.commitEnd) {
    return { waitingFor: 'its vote to be committed', until: ballot.commitEnd, worstLoss };
  }
  if (now <= ballot.revealEnd) {
    return { waitingFor: 'its vote to be revealed', until: ballot.revealEnd, worstLoss };
  }
  return { waitingFor: 'settlement', until: schedule.settleEnd, worstLoss };
}
