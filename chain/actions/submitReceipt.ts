import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import type { Receipt } from '../taskState.ts';

export interface SubmitReceiptParams {
  readonly taskId: bigint;
  readonly receipt: Receipt;
}

/** Adds an automatic validator's receipt; the client's key is its worker. */
export function submitReceipt(
  client: ChainClient,
  { taskId, receipt }: SubmitReceiptParams,
): Promise<MinedTransaction> {
  const { root, proved, laneSlots, laneCaps, faults } = receipt;
  return client.send({
    contract: 'TaskManager',
    method: 'submitReceipt',
    args: [taskId, { root, proved, laneSlots, laneCaps, faults }],
  });
}
