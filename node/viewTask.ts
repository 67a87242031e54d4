import { chainTime } from '../chain/actions/chainTime.ts';
import { readAnswers } from '../chain/actions/readAnswers.ts';
import { readTask } from '../chain/actions/readTask.ts';
import { readVotes } from '../chain/actions/readVotes.ts';
import { taskCount } from '../chain/actions/taskCount.ts';
import type { TaskState, VoteState } from '../chain/taskState.ts';
import { contentIdFromDigest, type ContentId, type Hex } from '../core/contentId.ts';
import { phaseAt, phaseEnd, type Phase } from '../core/phase.ts';
import { TASK_KINDS } from '../core/taskKind.ts';
import type { OpenNetwork } from './openNetwork.ts';
import { panelWait, type Wait } from './panelWait.ts';

/** Where a task stands, for people and machines. */
export interface TaskSummary {
  readonly id: string;
  readonly kind: string;
  readonly task: ContentId;
  readonly state: 'open' | 'settled' | 'refunded';
  readonly phase: Phase | null;
  /** What it is waiting for. */
  readonly waitingFor: string;
  /** Chain time until which it can wait for that, unix seconds. */
  readonly until: number | null;
  readonly publisher: Hex;
  /** wei */
  readonly reward: string;
  readonly answers: { readonly committed: number; readonly revealed: number };
  readonly votes: { readonly seats: number; readonly committed: number; readonly revealed: number };
}

/** @throws PoiwError E_NOT_FOUND */
export async function viewTask({ chain }: OpenNetwork, taskId: bigint): Promise<TaskSummary> {
  const task = await readTask(chain, { taskId });
  const now = (await chainTime(chain)).timestamp;
  const answers = await readAnswers(chain, { taskId });
  const votes = task.panel === undefined ? [] : await readVotes(chain, { taskId });
  const wait = waitOf(task, votes, now);
  const counts = {
    answers: { committed: answers.length, revealed: answers.filter((one) => one.revealed).length },
    votes: {
      seats: votes.length,
      committed: votes.filter((one) => one.committed || one.revealed).length,
      revealed: votes.filter((one) => one.revealed).length,
    },
  };
  return {
    id: taskId.toString(),
    kind: TASK_KINDS[task.kind] ?? `kind ${task.kind}`,
    task: contentIdFromDigest(task.specHash),
    state: task.state,
    phase: task.state === 'open' ? phaseAt(task.schedule, now) : null,
    ...wait,
    publisher: task.publisher,
    reward: task.reward.toString(),
    ...counts,
  };
}

/** Summaries of every task, oldest first. */
export async function listTasks(network: OpenNetwork): Promise<TaskSummary[]> {
  const summaries: TaskSummary[] = [];
  const last = await taskCount(network.chain);
  for (let id = 1n; id <= last; id += 1n) summaries.push(await viewTask(network, id));
  return summaries;
}

function waitOf(task: TaskState, votes: readonly VoteState[], now: number): Wait {
  if (task.state !== 'open') return { waitingFor: 'nothing: it is over', until: null };
  if (task.panel !== undefined && task.panel.length > 0) {
    const { settleEnd } = task.schedule;
    const settling = {
      waitingFor: 'anyone to settle it',
      until: now > settleEnd ? null : settleEnd,
    };
    return panelWait(task, votes, now) ?? settling;
  }
  return { waitingFor: phaseWait(task, now), until: phaseEnd(task.schedule, now) ?? null };
}

/** Of a task without a panel; a phase is then all that is known. */
function phaseWait(task: TaskState, now: number): string {
  switch (phaseAt(task.schedule, now)) {
    case 'thinking':
      return 'the minimum thinking time to pass';
    case 'committing':
      return 'sealed answers';
    case 'revealing':
      return task.hiddenCommit !== undefined && task.hidden === undefined
        ? 'answers to be revealed, and the publisher to open the hidden part'
        : 'answers to be revealed';
    case 'verifying':
      return task.agreed === undefined
        ? 'receipts of automatic validators'
        : 'the panel to be drawn';
    case 'voteCommitting':
      return 'sealed votes';
    case 'voteRevealing':
      return 'votes to be revealed';
    case 'settling':
      return 'anyone to settle it';
    case 'expired':
      return 'anyone to settle or refund it';
  }
}
