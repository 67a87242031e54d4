import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

export interface RulingOpening {
  readonly expertId: number;
  readonly scores: Hex;
  readonly guilt: number;
  readonly rationaleHash: Hex;
  readonly salt: Hex;
}

/** Opens sealed final votes; any key may send it. */
export function revealRulings(
  client: ChainClient,
  { caseId, openings }: { readonly caseId: bigint; readonly openings: readonly RulingOpening[] },
): Promise<MinedTransaction> {
  const args = [caseId, openings];
  return client.send({ contract: 'DisputeCourt', method: 'revealVotes', args });
}
