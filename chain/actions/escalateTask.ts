import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Hands answers over which receipts conflict to the peer panel; any key may send it. */
export function escalateTask(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<MinedTransaction> {
  return client.send({ contract: 'TaskManager', method: 'escalate', args: [taskId] });
}
