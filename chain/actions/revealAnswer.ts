import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

export interface RevealAnswerParams {
  readonly taskId: bigint;
  readonly minerId: number;
  readonly contentHash: Hex;
  readonly salt: Hex;
}

/** Opens a sealed answer; any key may send it. */
export function revealAnswer(
  client: ChainClient,
  { taskId, minerId, contentHash, salt }: RevealAnswerParams,
): Promise<MinedTransaction> {
  return client.send({
    contract: 'TaskManager',
    method: 'revealAnswer',
    args: [taskId, minerId, contentHash, salt],
  });
}
