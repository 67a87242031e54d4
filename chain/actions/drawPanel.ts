import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Draws the peer panel of a task whose receipts agree and leave lanes open. */
export function drawPanel(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<MinedTransaction> {
  return client.send({ contract: 'TaskManager', method: 'drawPanel', args: [taskId] });
}
