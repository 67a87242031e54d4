import type { ChainClient } from '../chain/chainClient.ts';
import type { TaskState } from '../chain/taskState.ts';
import type { Log } from '../core/service.ts';
import { collectOwn } from './collectOwn.ts';
import { pokeTask } from './pokeTask.ts';

/**
 * What every validator does for any task: takes its own part of one that ended, and moves an open one
 * onward when its time has come.
 *
 * @returns `again` when an ended task still holds something that is not to be had yet
 */
export async function attendTask(
  { chain, log }: { readonly chain: ChainClient; readonly log: Log },
  task: TaskState,
  { memberId, now }: { readonly memberId: number; readonly now: number },
): Promise<'open' | 'over' | 'again'> {
  const facts = { task: task.id.toString() };
  if (task.state === 'open') {
    const poked = await pokeTask(chain, task, now);
    if (poked !== undefined) log(poked, facts);
    return 'open';
  }
  const taken = await collectOwn(chain, task, memberId);
  if (taken === 'again') return taken;
  if (taken > 0) log('collected', facts);
  return 'over';
}
