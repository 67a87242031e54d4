import { readMemberByWorker } from '../chain/actions/readMemberByWorker.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import type { Member, MemberRole } from '../chain/member.ts';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';

/**
 * The member a daemon's hot key works for.
 *
 * @throws PoiwError E_CONFIG when it is registered for nothing, or for something else
 */
export async function requireMember(
  chain: ChainClient,
  worker: Hex,
  role: MemberRole,
): Promise<Member> {
  const member = await readMemberByWorker(chain, { worker });
  if (member?.role === role) return member;
  const found = member === undefined ? 'is not registered' : `is registered as ${member.role}`;
  throw new PoiwError('E_CONFIG', `worker ${worker} ${found}, not as ${role}`, {
    hint: `register it with the owner key: poiw stake --role ${role} --worker ${worker}`,
  });
}
