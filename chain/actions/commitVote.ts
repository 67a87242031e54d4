import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

export interface CommitVoteParams {
  readonly taskId: bigint;
  /** Of the panel, see {@link readPanel}. */
  readonly round: number;
  readonly commit: Hex;
  readonly intent?: string;
}

/** Seals a vote; the client's key worked for a juror when he was drawn. @see voteCommitHash */
export function commitVote(
  client: ChainClient,
  { taskId, round, commit, ...named }: CommitVoteParams,
): Promise<MinedTransaction> {
  const args = [taskId, round, commit];
  return client.send({ contract: 'VoteModule', method: 'commitVote', args, ...named });
}
