import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { readPanel } from './readPanel.ts';

/**
 * Ends a task; any key may send it.
 *
 * @param medians weighted medians of the revealed votes, zero word when no panel decided; see
 * {@link readMedians}
 */
export async function settleTask(
  client: ChainClient,
  { taskId, medians }: { readonly taskId: bigint; readonly medians: Hex },
): Promise<MinedTransaction> {
  const workers = (await readPanel(client, { taskId }))?.workers ?? [];
  const args = [taskId, medians, [...workers]];
  return client.send({ contract: 'TaskManager', method: 'settle', args });
}
