import { setTimeout as sleep } from 'node:timers/promises';
import { readTask } from '../chain/actions/readTask.ts';
import { PoiwError } from '../core/errors.ts';
import type { OpenNetwork } from './openNetwork.ts';
import { openWhenDue } from './openWhenDue.ts';
import type { Publisher } from './hiddenPromise.ts';
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
 * when the answers are sealed and it is this publisher's.
 */
export async function awaitTask(
  network: OpenNetwork | Publisher,
  taskId: bigint,
  { wait, signal, progress }: AwaitOptions,
): Promise<TaskSummary> {
  let told = '';
  for (;;) {
    const summary = await viewTask(network, taskId);
    const stage = summary.phase ?? summary.state;
    if (stage !== told) progress(`task ${summary.id}: ${stage}, waiting for ${summary.waitingFor}`);
    told = stage;
    if (wait === 'published' || summary.state !== 'open') return summary;
    const task = await readTask(network.chain, { taskId });
    const opened = 'journal' in network && (await openWhenDue(network, task));
    if (opened) progress(`task ${summary.id}: hidden part opened`);
    const nothingHidden = task.hiddenCommit === undefined || task.hidden !== undefined || opened;
    if (wait === 'opened' && nothingHidden) return viewTask(network, taskId);
    await sleep(POLL_MS, undefined, { signal }).catch((cause: unknown) => {
      throw new PoiwError('E_ABORTED', `stopped while task ${summary.id} was ${stage}`, {
        cause,
        hint: `go on with \`poiw task watch ${summary.id}\``,
      });
    });
  }
}
