import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/**
 * Credits shares of an ended task and returns or burns their bonds; any key may send it. Slots that
 * were collected already, or hold nothing, are skipped.
 *
 * @param slots see core/settlementSlots.ts
 */
export function collectTask(
  client: ChainClient,
  { taskId, slots }: { readonly taskId: bigint; readonly slots: readonly number[] },
): Promise<MinedTransaction> {
  return client.send({ contract: 'TaskPayouts', method: 'collect', args: [taskId, [...slots]] });
}
