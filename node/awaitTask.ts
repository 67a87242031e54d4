import { setTimeout as sleep } from 'node:timers/promises';
import { chainTime } from '../chain/actions/chainTime.ts';
import { openHidden } from '../chain/actions/openHidden.ts';
import { readTask } from '../chain/actions/readTask.ts';
import type { TaskState } from '../chain/taskState.ts';
import { PoiwError } from '../core/errors.ts';
import { phaseAt } from '../core/phase.ts';
import { findHidden, type Publisher } from './hiddenPromise.ts';
import { viewTask, type TaskSummary } from './viewTask.ts';

export type AwaitedState = 'published' | 'opened' | 'settled';

export interface AwaitOptions {
  readonly wait: AwaitedState;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

const POLL_MS = 500;

/**
 * Waits until a task is where it is awaited; tells each change of phase, and opens the hidden part
 * when the answers are sealed.
 */
export async function awaitTask(
  publisher: Publisher,
  taskId: bigint,
  { wait, signal, progress }: AwaitOptions,
): Promise<TaskSummary> {
  let told = '';
  for (;;) {
    const summary = await viewTask(publisher, taskId);
    const stage = summary.phase ?? summary.state;
    if (stage !== told) progress(`task ${summary.id}: ${stage}, waiting for ${summary.waitingFor}`);
    told = stage;
    if (wait === 'published' || summary.state !== 'open') return summary;
    const task = await readTask(publisher.chain, { taskId });
    const opened = await openWhenDue(publisher, task);
    if (opened) progress(`task ${summary.id}: hidden part opened`);
    const nothingHidden = task.hiddenCommit === undefined || task.hidden !== undefined || opened;
    if (wait === 'opened' && nothingHidden) return viewTask(publisher, taskId);
    await sleep(POLL_MS, undefined, { signal }).catch((cause: unknown) => {
      throw new PoiwError('E_ABORTED', `stopped while task ${summary.id} was ${stage}`, {
        cause,
        hint: `go on with \`poiw task watch ${summary.id}\``,
      });
    });
  }
}

/** Opens the hidden part once commits are closed; true when it was done now. */
async function openWhenDue(publisher: Publisher, task: TaskState): Promise<boolean> {
  if (task.hiddenCommit === undefined || task.hidden !== undefined) return false;
  const { chain, address } = publisher;
  if (task.publisher.toLowerCase() !== address.toLowerCase()) return false;
  const phase = phaseAt(task.schedule, (await chainTime(chain)).timestamp);
  if (phase !== 'revealing' && phase !== 'verifying') return false;
  const record = findHidden(publisher, task.specHash, task.hiddenCommit);
  if (record === undefined) {
    throw new PoiwError('E_NOT_FOUND', 'the journal does not know how to open this hidden part', {
      hint: 'name the data folder it was published with (--data); unopened, the stake is lost',
    });
  }
  await openHidden(chain, {
    taskId: task.id,
    contentHash: record.contentHash,
    salt: record.salt,
  });
  return true;
}
