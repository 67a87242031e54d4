import { chainTime } from '../../chain/actions/chainTime.ts';
import { readMember } from '../../chain/actions/readMember.ts';
import { readMemberByWorker } from '../../chain/actions/readMemberByWorker.ts';
import { requestUnstake } from '../../chain/actions/requestUnstake.ts';
import { withdrawStake } from '../../chain/actions/withdrawStake.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { Member } from '../../chain/member.ts';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';

export interface UnstakeOutcome {
  readonly member: Member;
  /** What this call did. */
  readonly did: 'requested' | 'waiting' | 'withdrawn';
  /** wei: asked back by this call, or paid out by it. */
  readonly amount: bigint;
  /** Unix seconds of the chain from which the stake can be withdrawn; 0 when nothing is due. */
  readonly readyAt: number;
}

/**
 * Takes stake out, a step a call: asks for it, tells how long to wait, pays it out. What is locked
 * for open duties stays until they are done.
 *
 * @param amount wei; undefined asks for everything free and ends the membership's duties
 * @throws PoiwError E_NOT_FOUND, E_CHAIN_REJECTED
 */
export async function unstake(
  chain: ChainClient,
  { worker, amount }: { readonly worker: Hex; readonly amount?: bigint },
): Promise<UnstakeOutcome> {
  const found = await readMemberByWorker(chain, { worker });
  if (found === undefined) {
    throw new PoiwError('E_NOT_FOUND', `worker ${worker} is not registered`, {
      hint: 'name the address of the hot key, not the owner’s',
    });
  }
  const memberId = found.id;
  const done = async (did: UnstakeOutcome['did'], wei: bigint, readyAt: number) => ({
    ...{ member: await readMember(chain, { memberId }), did, amount: wei, readyAt },
  });
  if (found.unstaking > 0n && amount === undefined) {
    const now = (await chainTime(chain)).timestamp;
    if (now < found.readyAt) return done('waiting', found.unstaking, found.readyAt);
    const { amount: paid } = await withdrawStake(chain, { memberId });
    return done('withdrawn', paid, 0);
  }
  const free = found.staked - found.locked - found.unstaking;
  const wanted = amount ?? free;
  if (wanted === 0n) {
    throw new PoiwError('E_CHAIN_REJECTED', 'no stake is free: all of it is held for open duties', {
      retryable: true,
      hint: 'wait until the duties are done: `poiw validator duties`',
    });
  }
  const { readyAt } = await requestUnstake(chain, { memberId, amount: wanted });
  return done('requested', wanted, readyAt);
}
