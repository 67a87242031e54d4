import { isAddress } from 'ethers';
import { readMember } from '../chain/actions/readMember.ts';
import { readMemberByWorker } from '../chain/actions/readMemberByWorker.ts';
import type { Member } from '../chain/member.ts';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { openNetwork } from './openNetwork.ts';

export interface ShowMemberOptions {
  readonly network: string;
  /** A member's number, or the address of its worker. */
  readonly member: string;
  readonly signal: AbortSignal;
}

/**
 * A member's stake and standing.
 *
 * @throws PoiwError E_USAGE, E_NOT_FOUND, E_CHAIN_REJECTED
 */
export async function showMember({ network, member, signal }: ShowMemberOptions): Promise<Member> {
  const isWorker: boolean = isAddress(member);
  if (!isWorker && !/^[1-9]\d{0,4}$/.test(member)) {
    throw new PoiwError('E_USAGE', `"${member}" is no member`, {
      hint: 'give the number of a member, or the address of its worker',
    });
  }
  const { chain } = await openNetwork(network, { signal });
  try {
    if (!isWorker) return await readMember(chain, { memberId: Number(member) });
    const found = await readMemberByWorker(chain, { worker: member as Hex });
    if (found !== undefined) return found;
    throw new PoiwError('E_NOT_FOUND', `${member} works for no member`, {
      hint: 'register it with `poiw stake`',
    });
  } finally {
    chain.close();
  }
}
