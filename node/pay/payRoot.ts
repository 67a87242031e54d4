import { challengeRoot } from '../../chain/actions/challengeRoot.ts';
import { postEpoch } from '../../chain/actions/postEpoch.ts';
import { proposeRoot } from '../../chain/actions/proposeRoot.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import { entryTree, payBooks, wrongEntry, type PayEpoch } from '../../core/economy/payBooks.ts';
import type { RootEntry } from '../../core/economy/rootEntry.ts';
import { PoiwError } from '../../core/errors.ts';

export interface ProposedRoot {
  readonly epoch: string;
  readonly root: string;
  /** wei owed by the root since the stream began. */
  readonly total: bigint;
  /** wei that a false root loses. */
  readonly bond: bigint;
  /** To be published: whoever has them and the scores can show that one is wrong. */
  readonly entries: readonly RootEntry[];
}

/**
 * Posts an epoch's scores and proposes the root that the pay rule makes of them.
 *
 * @throws PoiwError E_CHAIN_REJECTED
 */
export async function postPay(chain: ChainClient, of: PayEpoch): Promise<ProposedRoot> {
  const books = payBooks(of);
  const { stream, epoch } = of;
  const { hash: root, sum: total } = books.rootTree.root;
  await postEpoch(chain, { stream, epoch, data: books.data });
  const { bond } = await proposeRoot(chain, { stream, epoch, root, total });
  return { epoch: epoch.toString(), root, total, bond, entries: books.entries };
}

/** The entry that threw a root out; amounts are wei ever owed to its account. */
export interface ThrownOut {
  readonly epoch: string;
  readonly index: number;
  readonly proposed: bigint;
  readonly right: bigint;
}

/**
 * Throws a proposed root out by its first entry that is not what the scores make of it.
 *
 * @param proposed entries of the root as its proposer published them
 * @throws PoiwError E_NOT_FOUND when every entry is right, E_CHAIN_REJECTED
 */
export async function challengePay(
  chain: ChainClient,
  of: PayEpoch,
  proposed: readonly RootEntry[],
): Promise<ThrownOut> {
  const books = payBooks(of);
  const { stream, epoch } = of;
  const at = wrongEntry(books, proposed);
  const entry = at === undefined ? undefined : proposed[at];
  const score = at === undefined ? undefined : of.scores[at];
  if (at === undefined || entry === undefined || score === undefined) {
    throw new PoiwError('E_NOT_FOUND', 'every entry is what the scores make of it', {
      hint: 'there is nothing to challenge: compare the scores themselves with the votes',
    });
  }
  const last = of.before[at];
  await challengeRoot(chain, {
    ...{ stream, entry, proof: entryTree(stream, epoch, proposed).proofOf(at) },
    ...{ score, scoreProof: books.scoreTree.proofOf(at) },
    ...(last === undefined
      ? {}
      : { previous: { entry: last, proof: entryTree(stream, epoch - 1n, of.before).proofOf(at) } }),
  });
  const right = books.entries[at]?.cumulative ?? 0n;
  return { epoch: epoch.toString(), index: at, proposed: entry.cumulative, right };
}
