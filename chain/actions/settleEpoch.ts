import { ZeroHash } from 'ethers';
import { PoiwError } from '../../core/errors.ts';
import { panelVerdict } from '../../core/panelVerdict.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { readEpoch } from './readEpoch.ts';
import type { OpenedEpochVote } from './revealEpoch.ts';

/**
 * Settles every task of an epoch that reached a quorum; the others are free for a panel of their
 * own. Open votes are taken from the chain; any key may send it.
 *
 * @param votes sealed ones to open in the same transaction, whose words are then paid for once.
 *   Ones that were opened meanwhile are left out.
 * @throws PoiwError E_NOT_FOUND without a panel
 */
export async function settleEpoch(
  client: ChainClient,
  { epoch, votes = [] }: { readonly epoch: number; readonly votes?: readonly OpenedEpochVote[] },
): Promise<MinedTransaction> {
  const { entries, lanes, panel, votes: open } = await readEpoch(client, { epoch });
  if (panel === undefined) throw new PoiwError('E_NOT_FOUND', `epoch ${epoch} has no panel`);
  const blank = { rationaleHash: ZeroHash, salt: ZeroHash };
  const isOpen = new Set(open.map(({ jurorId }) => jurorId));
  const all = [
    ...open.map((vote) => ({ ...blank, ...vote })),
    ...votes.filter(({ jurorId }) => !isOpen.has(jurorId)),
  ];
  const rows = new Map(all.map(({ jurorId, words }) => [jurorId, words]));
  const medians = lanes.map((word, k) => {
    const scoresOf = (id: number) => rows.get(id)?.[k];
    const seats = panel.ids.map((id, seat) => ({
      weight: panel.weights[seat] ?? 0,
      scores: scoresOf(id),
    }));
    return panelVerdict(word, seats).medians;
  });
  const list = all.map(({ jurorId, words, rationaleHash, salt }) => ({
    seat: panel.ids.indexOf(jurorId),
    rationaleHash,
    salt,
    words: [...words],
  }));
  const result = { entries: [...entries], workers: [...panel.workers], votes: list, medians };
  return client.send({ contract: 'VoteModule', method: 'settleEpoch', args: [epoch, result] });
}
