import { readVotes } from '../../chain/actions/readVotes.ts';
import type { TaskState } from '../../chain/taskState.ts';
import { asPoiwError } from '../../core/errors.ts';
import type { Log, Service } from '../../core/service.ts';
import { collectOwn } from '../../tasks/collectOwn.ts';
import { pokeTask } from '../../tasks/pokeTask.ts';
import { requireMember } from '../../tasks/requireMember.ts';
import { watchTasks } from '../../tasks/watchTasks.ts';
import type { CheckPool } from '../auto/pool.ts';
import { judgeTask } from './judgeTask.ts';
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
}

/**
 * The peer validator: finds its duties on the chain (drawn? commit by? reveal by?), judges the
 * items no check could decide, and keeps the promise in its journal before it makes it.
 */
export function createPeerValidator(
  components: PeerValidatorComponents,
  options: { readonly pollMs: number },
): Service {
  const controller = new AbortController();
  const { chain, journal, log, worker } = components;
  let watching = Promise.resolve();
  let memberId = 0;

  async function onTask(task: TaskState, now: number): Promise<void> {
    if (task.state !== 'open') {
      const taken = await collectOwn(chain, task, memberId);
      if (taken > 0) log('collected', { task: task.id.toString() });
      return;
    }
    const poked = await pokeTask(chain, task, now);
    if (poked !== undefined) log(poked, { task: task.id.toString() });
    if (task.ballot === undefined || task.panel?.includes(memberId) !== true) return;
    const { round, commitEnd, revealEnd } = task.ballot;
    const ballot = { taskId: task.id, round };
    if (now <= commitEnd) await commitDuty(task, ballot);
    else if (now <= revealEnd) await revealDuty(ballot);
  }

  async function commitDuty(task: TaskState, ballot: Ballot): Promise<void> {
    const seat = await readSeat(task.id);
    if (seat?.committed !== false) return;
    const id = task.id.toString();
    let record = journal.find(voteKey(components, ballot));
    if (record === undefined) {
      log('judging', { task: id });
      const rationale = await judgeTask(components, task, {
        pool: components.pool,
        signal: controller.signal,
      });
      record = await prepareVote(components, ballot, rationale);
    }
    await sendVoteCommit(components, record);
    log('vote-committed', { task: id, commit: record.commit });
  }

  async function revealDuty(ballot: Ballot): Promise<void> {
    const record = journal.find(voteKey(components, ballot));
    const seat = await readSeat(ballot.taskId);
    if (record === undefined || seat?.committed !== true || seat.revealed) return;
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
        log,
      });
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
