import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Ends a task that cannot be settled; any key may send it. */
export function refundTask(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<MinedTransaction> {
  return client.send({ contract: 'TaskManager', method: 'refund', args: [taskId] });
}
