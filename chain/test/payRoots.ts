import type { Hex } from '../../core/contentId.ts';
import { entryTree, type PayBooks } from '../../core/economy/payBooks.ts';
import { approveToken } from '../actions/approveToken.ts';
import { postEpoch } from '../actions/postEpoch.ts';
import { proposeRoot } from '../actions/proposeRoot.ts';
import type { ChainClient } from '../chainClient.ts';
import { grantRole } from './grantRole.ts';
import type { LocalChain } from './localChain.ts';

/** Somebody whom governance appointed to count epochs, and a purse of so many wei to pay them from. */
export async function appointPoster(
  chain: LocalChain,
  { stream, purse }: { readonly stream: Hex; readonly purse: bigint },
): Promise<ChainClient> {
  const poster = await chain.outsider();
  const { rewardDistributor: to } = chain.addresses;
  await grantRole(chain, 'EPOCHS', { on: to, to: poster.address });
  await approveToken(chain.root, { spender: to, amount: purse });
  const fund = { contract: 'RewardDistributor', method: 'fundStream' } as const;
  await chain.root.send({ ...fund, args: [stream, purse] });
  return poster;
}

/** Posts an epoch’s scores as they are and over them a root in which one leaf is a wei too much. */
export async function postWrongRoot(
  poster: ChainClient,
  { stream, epoch }: { readonly stream: Hex; readonly epoch: bigint },
  { books, index: wrong }: { readonly books: PayBooks; readonly index: number },
): Promise<PayBooks['entries']> {
  await postEpoch(poster, { stream, epoch, data: books.data });
  const lie = books.entries.map((entry, index) =>
    index === wrong ? { ...entry, cumulative: entry.cumulative + 1n } : entry,
  );
  const { hash: root, sum: total } = entryTree(stream, epoch, lie).root;
  await proposeRoot(poster, { stream, epoch, root, total });
  return lie;
}
