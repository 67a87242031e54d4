import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Seals one vote on all tasks of an epoch. @see epochCommitHash */
export function commitEpoch(
  client: ChainClient,
  { epoch, commit }: { readonly epoch: number; readonly commit: Hex },
): Promise<MinedTransaction> {
  return client.send({ contract: 'VoteModule', method: 'commitEpoch', args: [epoch, commit] });
}
