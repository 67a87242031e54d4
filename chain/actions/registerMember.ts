import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { MEMBER_ROLES, type MemberRole } from '../member.ts';
import { eventOf } from '../eventOf.ts';
import { approveToken } from './approveToken.ts';
import { tokenAllowance } from './tokenAllowance.ts';

export interface RegisterMemberParams {
  readonly role: MemberRole;
  /** wei, at least 10 TOS */
  readonly amount: bigint;
  /** Hot key's address; it works for this member only. */
  readonly worker: Hex;
  /** Digest of a public self-description. */
  readonly meta?: Hex;
}

const NO_META = `0x${'00'.repeat(32)}`;

/** The client's key becomes the member's owner and pays the stake; approves it first if needed. */
export async function registerMember(
  client: ChainClient,
  params: RegisterMemberParams,
): Promise<MinedTransaction & { readonly memberId: number }> {
  const spender = client.addresses.stakeManager;
  if ((await tokenAllowance(client, { spender })) < params.amount) {
    await approveToken(client, { spender, amount: params.amount });
  }
  const role = MEMBER_ROLES.indexOf(params.role) + 1;
  const mined = await client.send({
    contract: 'StakeManager',
    method: 'register',
    args: [role, params.amount, params.worker, params.meta ?? NO_META],
  });
  return { ...mined, memberId: Number(eventOf(mined, 'Registered').args['id']) };
}
