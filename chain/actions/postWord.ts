import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

export interface PostWordParams {
  readonly caseId: bigint;
  readonly step: number;
  readonly word: Hex;
  readonly intent?: string;
}

/** Posts the next word of the panel's deliberation. */
export function postWord(
  client: ChainClient,
  { caseId, step, word, ...named }: PostWordParams,
): Promise<MinedTransaction> {
  const args = [caseId, step, word];
  return client.send({ contract: 'DisputeCourt', method: 'post', args, ...named });
}
