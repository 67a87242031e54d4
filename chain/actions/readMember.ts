import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';
import { MEMBER_ROLES, type Member } from '../member.ts';

interface RawMember {
  readonly owner: Hex;
  readonly staked: bigint;
  readonly worker: Hex;
  readonly locked: bigint;
  readonly unstaking: bigint;
  readonly readyAt: bigint;
  readonly role: bigint;
  readonly weight: bigint;
  readonly meta: Hex;
}

/** @throws PoiwError E_CHAIN_REJECTED `UnknownId` */
export async function readMember(
  client: ChainClient,
  { memberId }: { readonly memberId: number },
): Promise<Member> {
  const call = { contract: 'StakeManager', method: 'memberOf', args: [memberId] } as const;
  const raw = (await client.read(call)) as RawMember;
  return {
    id: memberId,
    owner: raw.owner,
    worker: raw.worker,
    role: MEMBER_ROLES[Number(raw.role) - 1] ?? 'publisher',
    staked: raw.staked,
    locked: raw.locked,
    unstaking: raw.unstaking,
    readyAt: Number(raw.readyAt),
    weight: Number(raw.weight),
    meta: raw.meta,
  };
}
