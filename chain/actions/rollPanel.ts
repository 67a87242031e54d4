import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { readPanel } from './readPanel.ts';

/**
 * Closes a first panel without a quorum, or asks for more seats for a growing panel that is
 * undecided; {@link drawPanel} then draws them.
 */
export async function rollPanel(
  client: ChainClient,
  { taskId }: { readonly taskId: bigint },
): Promise<MinedTransaction> {
  const workers = (await readPanel(client, { taskId }))?.workers ?? [];
  return client.send({
    contract: 'TaskManager',
    method: 'rollPanel',
    args: [taskId, [...workers]],
  });
}
