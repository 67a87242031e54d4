import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Seals a vote; the client's key is a drawn juror's worker. @see voteCommitHash */
export function commitVote(
  client: ChainClient,
  {
    taskId,
    commit,
    ...named
  }: { readonly taskId: bigint; readonly commit: Hex; readonly intent?: string },
): Promise<MinedTransaction> {
  const call = { contract: 'VoteModule', method: 'commitVote', args: [taskId, commit] } as const;
  return client.send({ ...call, ...named });
}
