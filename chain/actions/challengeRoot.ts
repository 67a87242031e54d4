import type { Hex } from '../../core/contentId.ts';
import type { ScoreLine } from '../../core/economy/payBooks.ts';
import type { RootEntry } from '../../core/economy/rootEntry.ts';
import type { SumNode } from '../../core/economy/sumTree.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

export interface ChallengeParams {
  readonly stream: Hex;
  /** The entry that is wrong, and its way up the proposed root. */
  readonly entry: RootEntry;
  readonly proof: readonly SumNode[];
  /** The same index in the last final root. */
  readonly previous?: { readonly entry: RootEntry; readonly proof: readonly SumNode[] };
  /** The same index in the epoch's data. */
  readonly score: ScoreLine;
  readonly scoreProof: readonly SumNode[];
}

/** Throws a proposed root out by one entry; half of its bond is the sender's. */
export function challengeRoot(
  client: ChainClient,
  { stream, entry, proof, previous, score, scoreProof }: ChallengeParams,
): Promise<MinedTransaction> {
  return client.send({
    contract: 'RewardDistributor',
    method: 'challengeRoot',
    args: [
      stream,
      entry,
      proof,
      previous?.entry ?? entry,
      previous?.proof ?? [],
      score,
      scoreProof,
    ],
  });
}
