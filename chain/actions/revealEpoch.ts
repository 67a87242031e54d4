import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { readEpoch } from './readEpoch.ts';

export interface OpenedEpochVote {
  readonly jurorId: number;
  readonly words: readonly Hex[];
  readonly rationaleHash: Hex;
  readonly salt: Hex;
}

/** Opens votes of an epoch; any key may send it. @throws PoiwError E_NOT_FOUND without a panel */
export async function revealEpoch(
  client: ChainClient,
  { epoch, votes }: { readonly epoch: number; readonly votes: readonly OpenedEpochVote[] },
): Promise<MinedTransaction> {
  const { panel } = await readEpoch(client, { epoch });
  if (panel === undefined) throw new PoiwError('E_NOT_FOUND', `epoch ${epoch} has no panel`);
  const list = votes.map(({ jurorId, words, rationaleHash, salt }) => ({
    seat: panel.ids.indexOf(jurorId),
    rationaleHash,
    salt,
    words: [...words],
  }));
  const args = [epoch, [...panel.workers], list];
  return client.send({ contract: 'VoteModule', method: 'revealEpoch', args });
}
