import { readCase } from '../../chain/actions/readCase.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { PromiseKey } from '../../core/journal.ts';

/** Whether what a promise is about is not over: its task, or its dispute. */
export async function isPromiseOpen(
  chain: ChainClient,
  { kind, taskId }: Pick<PromiseKey, 'kind' | 'taskId'>,
): Promise<boolean> {
  if (kind === 'ruling' || kind === 'statement') {
    return (await readCase(chain, { caseId: taskId })).stage !== 'closed';
  }
  return (await readTask(chain, { taskId })).state === 'open';
}
