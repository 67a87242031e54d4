import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

export interface OpenHiddenParams {
  readonly taskId: bigint;
  readonly contentHash: Hex;
  readonly salt: Hex;
}

/** Opens the hidden part once answers are sealed; any key may send it. */
export function openHidden(
  client: ChainClient,
  { taskId, contentHash, salt }: OpenHiddenParams,
): Promise<MinedTransaction> {
  return client.send({
    contract: 'TaskManager',
    method: 'openHidden',
    args: [taskId, contentHash, salt],
  });
}
