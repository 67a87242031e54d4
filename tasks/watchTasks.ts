import { setTimeout as sleep } from 'node:timers/promises';
import { chainTime } from '../chain/actions/chainTime.ts';
import { readTask } from '../chain/actions/readTask.ts';
import { taskCount } from '../chain/actions/taskCount.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import type { TaskState } from '../chain/taskState.ts';
import { asPoiwError } from '../core/errors.ts';
import type { Log } from '../core/service.ts';
import { createBackoff } from './createBackoff.ts';

export interface WatchOptions {
  readonly signal: AbortSignal;
  readonly pollMs: number;
  readonly log: Log;
  /** Whether a task can need anything; one at rest is not even read. Default: every open task. */
  readonly isDue?: (taskId: bigint, now: number) => boolean;
  /** Told of the chain's clock at every poll that reached the chain, before any task. */
  readonly onPoll?: (now: number) => void;
}

/**
 * Calls `onTask` for every open task that is due at every poll, with the chain's clock, until aborted; for
 * one that ended once more, or for as long as the answer is `'again'`. A failing task harms no other
 * and is tried again at the next poll, one that ended later and later; an unreachable RPC is waited
 * for, never a reason to die.
 */
export async function watchTasks(
  chain: ChainClient,
  onTask: (task: TaskState, now: number) => Promise<unknown>,
  { signal, pollMs, log, isDue = () => true, onPoll }: WatchOptions,
): Promise<void> {
  const closed = new Set<bigint>();
  const backoff = createBackoff();
  let reachable = true;
  while (!signal.aborted) {
    try {
      const now = (await chainTime(chain)).timestamp;
      const last = await taskCount(chain);
      onPoll?.(now);
      for (let id = 1n; id <= last && !isAborted(signal); id += 1n) {
        if (closed.has(id) || !backoff.isDue(id) || !isDue(id, now)) continue;
        const task = await readTask(chain, { taskId: id });
        const said = await onTask(task, now).catch((thrown: unknown) => {
          if (!isAborted(signal)) logFailure(log, id, thrown);
          return 'failed';
        });
        if (task.state === 'open' || said === 'again') continue;
        if (said === 'failed') backoff.failed(id);
        else closed.add(id);
      }
      backoff.tick();
      if (!reachable) log('rpc-back');
      reachable = true;
    } catch (thrown) {
      if (isAborted(signal)) return;
      if (reachable) log('rpc-lost', { message: asPoiwError(thrown).message });
      reachable = false;
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

// A function, so that the compiler does not take the flag for constant across an await.
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function logFailure(log: Log, taskId: bigint, thrown: unknown): void {
  const { code, message } = asPoiwError(thrown);
  log('task-failed', { task: taskId.toString(), code, message });
}
