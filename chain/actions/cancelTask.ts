import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Takes the client's own task back, as long as nobody answered it. */
export function cancelTask(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<MinedTransaction> {
  const intent = `cancel task ${taskId.toString()}`;
  return client.send({ contract: 'TaskManager', method: 'cancel', args: [taskId], intent });
}
