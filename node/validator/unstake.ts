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
  /** wei: on their way out in all, or paid out by this call. */
  readonly amount: bigint;
  /** Unix seconds of the chain from which the stake can be withdrawn; 0 when nothing is due. */
  readonly readyAt: number;
}

/**
 * Takes stake out, a step a call: asks for it, tells how long to wait, pays it out. The same call
 * again is the next step, never a second request. What is locked for open duties stays until they are
 * done.
 *
 * @param amount wei that are to be on their way out in all; undefined asks for everything free and ends
 * the membership's duties. Asking for more begins the wait anew for all of it
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
  const { id: memberId, unstaking, readyAt: ready } = found;
  const done = async (did: UnstakeOutcome['did'], wei: bigint, readyAt: number) => ({
    ...{ member: await readMember(chain, { memberId }), did, amount: wei, readyAt },
  });
  if (unstaking > 0n && (await chainTime(chain)).timestamp >= ready) {
    const { amount: paid } = await withdrawStake(chain, { memberId });
    return done('withdrawn', paid, 0);
  }
  const more = amount === undefined ? freeOf(found) : amount - unstaking;
  if (more <= 0n && unstaking > 0n) return done('waiting', unstaking, ready);
  if (more <= 0n) throw nothingFree(found);
  const { readyAt } = await requestUnstake(chain, { memberId, amount: more });
  return done('requested', unstaking + more, readyAt);
}

function freeOf({ staked, locked, unstaking }: Member): bigint {
  return staked - locked - unstaking;
}

function nothingFree({ staked }: Member): PoiwError {
  if (staked === 0n) return new PoiwError('E_CHAIN_REJECTED', 'nothing is staked');
  return new PoiwError('E_CHAIN_REJECTED', 'no stake is free: all of it is held for open duties', {
    retryable: true,
    hint: 'wait until the duties are done: `poiw validator duties`',
  });
}
