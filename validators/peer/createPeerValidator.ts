import { readVotes } from '../../chain/actions/readVotes.ts';
import type { TaskState, VoteState } from '../../chain/taskState.ts';
import { asPoiwError } from '../../core/errors.ts';
import type { Log, Service } from '../../core/service.ts';
import { collectOwn } from '../../tasks/collectOwn.ts';
import { pokeTask } from '../../tasks/pokeTask.ts';
import { requireMember } from '../../tasks/requireMember.ts';
import { watchTasks } from '../../tasks/watchTasks.ts';
import type { CheckPool } from '../auto/pool.ts';
import type { Rationale } from './rationale.ts';
import {
  prepareVote,
  sendVoteCommit,
  sendVoteReveal,
  voteKey,
  type Ballot,
  type VoteComponents,
} from './vote.ts';

export interface PeerValidatorComponents extends VoteComponents {
  readonly pool: CheckPool;
  readonly log: Log;
  /** How the open items are judged. */
  readonly judge: (task: TaskState, signal: AbortSignal) => Promise<Rationale>;
}

/** A seat on a panel that is not settled. */
interface OpenSeat {
  readonly task: string;
  readonly waitingFor: string;
  /** Chain time, unix seconds. */
  readonly since: number;
  readonly until: number;
  /** wei that are lost when the vote is not revealed. */
  readonly worstLoss: bigint;
}

/** Whether a juror earns and, if not, why; what it waits for, since when, until when. */
interface PeerStatus {
  readonly role: 'peer';
  readonly worker: string;
  readonly member: number;
  readonly earning: { readonly yes: boolean; readonly because: string };
  readonly waitingFor: string;
  readonly since: number | null;
  readonly until: number | null;
  readonly seats: readonly OpenSeat[];
  /** wei that open seats can cost at worst. */
  readonly exposure: bigint;
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
  options: { readonly pollMs: number },
): PeerValidator {
  const controller = new AbortController();
  const { chain, journal, log, worker } = components;
  let watching = Promise.resolve();
  let memberId = 0;
  let rpcLost = false;
  const seats = new Map<bigint, OpenSeat>();

  const watchLog: Log = (event, facts) => {
    if (event === 'rpc-lost') rpcLost = true;
    if (event === 'rpc-back') rpcLost = false;
    log(event, facts);
  };

  async function onTask(task: TaskState, now: number): Promise<'again' | undefined> {
    if (task.state !== 'open') {
      const taken = await collectOwn(chain, task, memberId);
      seats.delete(task.id);
      if (taken === 'again') return taken;
      if (taken > 0) log('collected', { task: task.id.toString() });
      return undefined;
    }
    const poked = await pokeTask(chain, task, now);
    if (poked !== undefined) log(poked, { task: task.id.toString() });
    if (task.ballot === undefined || task.panel?.includes(memberId) !== true) return undefined;
    const seat = await readSeat(task.id);
    if (seat === undefined) return undefined;
    noteSeat(task, seat, now);
    // Of a growing panel this is the round the seat was drawn in, not the latest.
    const { round, commitEnd, revealEnd } = seat.ballot;
    const ballot = { taskId: task.id, round };
    if (now <= commitEnd) await commitDuty(task, ballot, seat);
    else if (now <= revealEnd) await revealDuty(ballot, seat);
    return undefined;
  }

  /** Said before anything is promised: what the seat can cost at worst, and until when. */
  function noteSeat(task: TaskState, { ballot }: VoteState, now: number): void {
    const before = seats.get(task.id);
    const [waitingFor, until] = nextDeadline(task, ballot, now);
    if (before?.waitingFor === waitingFor) return;
    const worstLoss = task.answerBond;
    const id = task.id.toString();
    seats.set(task.id, { task: id, waitingFor, since: now, until, worstLoss });
    if (before !== undefined) return;
    log('seat', {
      ...{ task: id, worstLoss },
      commitBy: ballot.commitEnd,
      revealBy: ballot.revealEnd,
    });
  }

  async function commitDuty(task: TaskState, ballot: Ballot, seat: VoteState): Promise<void> {
    if (seat.committed) return;
    const id = task.id.toString();
    let record = journal.find(voteKey(components, ballot));
    if (record === undefined) {
      log('judging', { task: id });
      const rationale = await components.judge(task, controller.signal);
      record = await prepareVote(components, ballot, rationale);
    }
    await sendVoteCommit(components, record);
    log('vote-committed', { task: id, commit: record.commit });
  }

  async function revealDuty(ballot: Ballot, seat: VoteState): Promise<void> {
    const record = journal.find(voteKey(components, ballot));
    if (record === undefined || !seat.committed || seat.revealed) return;
    await sendVoteReveal(components, record, memberId);
    log('vote-revealed', { task: ballot.taskId.toString() });
  }

  async function readSeat(taskId: bigint) {
    return (await readVotes(chain, { taskId })).find((seat) => seat.jurorId === memberId);
  }

  return {
    async start() {
      memberId = (await requireMember(chain, worker, 'peer')).id;
      log('started', { role: 'peer', worker, member: memberId });
      watching = watchTasks(chain, onTask, {
        signal: controller.signal,
        pollMs: options.pollMs,
        log: watchLog,
      });
    },
    status() {
      const open = [...seats.values()].sort((a, b) => a.until - b.until);
      const [next] = open;
      const exposure = open.reduce((sum, { worstLoss }) => sum + worstLoss, 0n);
      const because = rpcLost
        ? 'the chain does not answer'
        : open.length > 0
          ? `it has a seat on ${open.length} panels`
          : 'no panel that is open has drawn it';
      return {
        ...{ role: 'peer', worker, member: memberId, seats: open, exposure },
        earning: { yes: !rpcLost && open.length > 0, because },
        waitingFor: next === undefined ? 'a seat' : `task ${next.task}: ${next.waitingFor}`,
        since: next?.since ?? null,
        until: next?.until ?? null,
      };
    },
    async stop() {
      controller.abort();
      await watching.catch((thrown: unknown) =>
        log('stopped', { message: asPoiwError(thrown).message }),
      );
      await components.pool.stop();
    },
  };
}

/** What a seat waits for, and until when. */
function nextDeadline(
  { schedule }: TaskState,
  ballot: VoteState['ballot'],
  now: number,
): [waitingFor: string, until: number] {
  if (now <= ballot.commitEnd) return ['its vote to be committed', ballot.commitEnd];
  if (now <= ballot.revealEnd) return ['its vote to be revealed', ballot.revealEnd];
  return ['settlement', schedule.settleEnd];
}
