import { claimReward } from '../../chain/actions/claimReward.ts';
import { readCredits } from '../../chain/actions/readCredits.ts';
import { readMemberByWorker } from '../../chain/actions/readMemberByWorker.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';

export interface PaidOut {
  readonly owner: Hex;
  /** wei */
  readonly claimed: bigint;
  /** Null when nothing was owed. */
  readonly transaction: Hex | null;
}

/**
 * Pays everything a member is owed out to its owner.
 *
 * @throws PoiwError E_NOT_FOUND, E_CHAIN_REJECTED, E_RPC_UNREACHABLE
 */
export async function payOutOwed(
  chain: ChainClient,
  { worker }: { readonly worker: Hex },
): Promise<PaidOut> {
  const member = await readMemberByWorker(chain, { worker });
  if (member === undefined) {
    throw new PoiwError('E_NOT_FOUND', `worker ${worker} is not registered`, {
      hint: 'register it with the owner key: poiw stake',
    });
  }
  const { owner } = member;
  if ((await readCredits(chain, { address: owner })) === 0n) {
    return { owner, claimed: 0n, transaction: null };
  }
  const { amount, hash } = await claimReward(chain, { to: owner });
  return { owner, claimed: amount, transaction: hash };
}
