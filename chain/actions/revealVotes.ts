import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

export interface OpenedVote {
  readonly jurorId: number;
  readonly scores: Hex;
  readonly rationaleHash: Hex;
  readonly salt: Hex;
}

/** Opens sealed votes; any key may send it. Votes that are open already are skipped. */
export function revealVotes(
  client: ChainClient,
  { taskId, votes }: { readonly taskId: bigint; readonly votes: readonly OpenedVote[] },
): Promise<MinedTransaction> {
  return client.send({
    contract: 'VoteModule',
    method: 'revealVotes',
    args: [
      taskId,
      votes.map((vote) => vote.jurorId),
      votes.map((vote) => vote.scores),
      votes.map((vote) => vote.rationaleHash),
      votes.map((vote) => vote.salt),
    ],
  });
}
