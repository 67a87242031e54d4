import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/**
 * Ends a task; any key may send it.
 *
 * @param medians weighted medians of the revealed votes, zero word when no panel decided; see
 * {@link readMedians}
 */
export function settleTask(
  client: ChainClient,
  { taskId, medians }: { readonly taskId: bigint; readonly medians: Hex },
): Promise<MinedTransaction> {
  return client.send({ contract: 'TaskManager', method: 'settle', args: [taskId, medians] });
}
