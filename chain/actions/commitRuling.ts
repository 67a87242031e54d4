import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

export interface CommitRulingParams {
  readonly caseId: bigint;
  readonly commit: Hex;
  readonly intent?: string;
}

/** Seals an expert's final vote. @see rulingCommitHash */
export function commitRuling(
  client: ChainClient,
  { caseId, commit, ...named }: CommitRulingParams,
): Promise<MinedTransaction> {
  const args = [caseId, commit];
  return client.send({ contract: 'DisputeCourt', method: 'commitVote', args, ...named });
}
