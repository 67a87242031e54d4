import { readVotes } from '../../chain/actions/readVotes.ts';
import type { TaskState } from '../../chain/taskState.ts';
import { asPoiwError } from '../../core/errors.ts';
import { phaseAt } from '../../core/phase.ts';
import type { Log, Service } from '../../core/service.ts';
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
    if (task.state !== 'open') return;
    const poked = await pokeTask(chain, task, now);
    if (poked !== undefined) log(poked, { task: task.id.toString() });
    if (task.panel?.includes(memberId) !== true) return;
    const phase = phaseAt(task.schedule, now);
    if (phase === 'voteCommitting') await commitDuty(task);
    if (phase === 'voteRevealing') await revealDuty(task);
  }

  async function commitDuty(task: TaskState): Promise<void> {
    const seat = await readSeat(task.id);
    if (seat?.committed !== false) return;
    const id = task.id.toString();
    let record = journal.find(voteKey(components, task.id));
    if (record === undefined) {
      log('judging', { task: id });
      const rationale = await judgeTask(components, task, {
        pool: components.pool,
        signal: controller.signal,
      });
      record = await prepareVote(components, task.id, rationale);
    }
    await sendVoteCommit(components, record);
    log('vote-committed', { task: id, commit: record.commit });
  }

  async function revealDuty(task: TaskState): Promise<void> {
    const record = journal.find(voteKey(components, task.id));
    const seat = await readSeat(task.id);
    if (record === undefined || seat?.committed !== true || seat.revealed) return;
    await sendVoteReveal(components, record, memberId);
    log('vote-revealed', { task: task.id.toString() });
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
