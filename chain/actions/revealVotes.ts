import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { readPanel } from './readPanel.ts';

export interface OpenedVote {
  readonly jurorId: number;
  readonly scores: Hex;
  readonly rationaleHash: Hex;
  readonly salt: Hex;
}

/**
 * Opens sealed votes of the latest panel; any key may send it. Votes that are open already are
 * skipped.
 *
 * @throws PoiwError E_NOT_FOUND when no panel was drawn or a juror does not sit on it
 */
export async function revealVotes(
  client: ChainClient,
  { taskId, votes }: { readonly taskId: bigint; readonly votes: readonly OpenedVote[] },
): Promise<MinedTransaction> {
  const panel = await readPanel(client, { taskId });
  if (panel === undefined) {
    throw new PoiwError('E_NOT_FOUND', `task ${taskId.toString()} has no panel`);
  }
  const openings = votes.map(({ jurorId, scores, rationaleHash, salt }) => {
    const seat = panel.ids.indexOf(jurorId);
    if (seat < 0) throw new PoiwError('E_NOT_FOUND', `member ${jurorId} was not drawn`);
    return { seat, scores, rationaleHash, salt };
  });
  return client.send({
    contract: 'VoteModule',
    method: 'revealVotes',
    args: [taskId, panel.round, [...panel.workers], openings],
  });
}
