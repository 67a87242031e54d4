import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/**
 * Draws which of a settled task's items experts read; the first call chooses the block that decides.
 * Anyone may.
 *
 * @throws PoiwError E_CHAIN_REJECTED
 */
export async function auditTask(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<MinedTransaction> {
  return client.send({ contract: 'DisputeCourt', method: 'audit', args: [taskId] });
}
