import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import type { TaskState } from '../taskState.ts';

/**
 * Gives miners more time to answer the client's own task, as long as nobody did. The length names
 * the transaction: to the same length it is extended once.
 *
 * @param commit seconds, the whole phase
 */
export function extendTask(
  client: ChainClient,
  { task, commit }: { readonly task: TaskState; readonly commit: number },
): Promise<MinedTransaction> {
  return client.send({
    contract: 'TaskManager',
    method: 'extend',
    args: [task.id, commit - task.windows.commit],
    intent: `extend task ${task.id.toString()} to ${commit}`,
  });
}
