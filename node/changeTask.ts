import { cancelTask } from '../chain/actions/cancelTask.ts';
import { claimReward } from '../chain/actions/claimReward.ts';
import { collectTask } from '../chain/actions/collectTask.ts';
import { extendTask } from '../chain/actions/extendTask.ts';
import { readCredits } from '../chain/actions/readCredits.ts';
import { readTask } from '../chain/actions/readTask.ts';
import { topUpTask } from '../chain/actions/topUpTask.ts';
import type { TaskState } from '../chain/taskState.ts';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { PUBLISHER_SLOT } from '../core/settlementSlots.ts';
import type { Publisher } from './hiddenPromise.ts';
import { viewTask, type TaskSummary } from './viewTask.ts';
import { withPublisher, type PublisherOptions } from './withPublisher.ts';

/** What became of a publisher's wish; the same wish again changes nothing. */
export interface TaskChange {
  /** False when it was so already. */
  readonly changed: boolean;
  /** wei that left the publisher's account, or came back to it. */
  readonly paid: bigint;
  readonly returned: bigint;
  readonly transaction: Hex | null;
  readonly task: TaskSummary;
}

type Outcome = Omit<TaskChange, 'task'>;

const NOTHING: Outcome = { changed: false, paid: 0n, returned: 0n, transaction: null };

/** @param reward wei @throws PoiwError E_USAGE when it is less than now, E_CHAIN_REJECTED */
export function raiseReward(
  taskId: bigint,
  reward: bigint,
  options: PublisherOptions,
): Promise<TaskChange> {
  return change(taskId, options, async ({ chain }, task) => {
    if (reward < task.reward) throw shrinks('reward', task.reward, 'wei');
    if (reward === task.reward) return NOTHING;
    const { paid, hash } = await topUpTask(chain, { task, reward });
    return { ...NOTHING, changed: true, paid, transaction: hash };
  });
}

/** @param commit seconds @throws PoiwError E_USAGE when it is less than now, E_CHAIN_REJECTED */
export function extendCommit(
  taskId: bigint,
  commit: number,
  options: PublisherOptions,
): Promise<TaskChange> {
  return change(taskId, options, async ({ chain }, task) => {
    const before = task.windows.commit;
    if (commit < before) throw shrinks('commit phase', BigInt(before), 'seconds');
    if (commit === before) return NOTHING;
    const { hash } = await extendTask(chain, { task, commit });
    return { ...NOTHING, changed: true, transaction: hash };
  });
}

/** Takes a task back that nobody answered, with reward and stake. @throws PoiwError E_CHAIN_REJECTED */
export function cancel(taskId: bigint, options: PublisherOptions): Promise<TaskChange> {
  return change(taskId, options, async (publisher, task) => {
    const { chain } = publisher;
    const mined = task.state === 'refunded' ? undefined : await cancelTask(chain, { taskId });
    const returned = await takeBack(publisher, taskId);
    const transaction = mined?.hash ?? null;
    return { changed: mined !== undefined || returned > 0n, paid: 0n, returned, transaction };
  });
}

/**
 * Pays out what an ended task owes its publisher: stake, unearned parts.
 *
 * @throws PoiwError E_CHAIN_REJECTED while the task is open
 */
export function collectLeftOver(taskId: bigint, options: PublisherOptions): Promise<TaskChange> {
  return change(taskId, options, async (publisher) => {
    const returned = await takeBack(publisher, taskId);
    return { ...NOTHING, changed: returned > 0n, returned };
  });
}

/** Each step is left out when it was made before: a run that was cut short goes on. */
async function takeBack({ chain, address }: Publisher, taskId: bigint): Promise<bigint> {
  const { collected } = await readTask(chain, { taskId });
  if (((collected >> BigInt(PUBLISHER_SLOT)) & 1n) === 0n) {
    await collectTask(chain, { taskId, slots: [PUBLISHER_SLOT] });
  }
  if ((await readCredits(chain, { address })) === 0n) return 0n;
  return (await claimReward(chain, { to: address })).amount;
}

async function change(
  taskId: bigint,
  options: PublisherOptions,
  run: (publisher: Publisher, task: TaskState) => Promise<Outcome>,
): Promise<TaskChange> {
  return withPublisher(options, async (publisher) => {
    const outcome = await run(publisher, await readTask(publisher.chain, { taskId }));
    return { ...outcome, task: await viewTask(publisher, taskId) };
  });
}

function shrinks(what: string, now: bigint, unit: string): PoiwError {
  return new PoiwError('E_USAGE', `the ${what} is ${now.toString()} ${unit}: it never shrinks`, {
    hint: 'miners may have begun to work for what was promised: name more, or cancel the task',
  });
}
