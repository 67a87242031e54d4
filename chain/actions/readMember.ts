import { reputationLevel } from '../../core/economy/reputationLevel.ts';
import { trustLevel } from '../../core/economy/trustLevel.ts';
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
  readonly holds: bigint;
  readonly banned: boolean;
  readonly partner: boolean;
  readonly done: bigint;
  readonly rate: bigint;
  readonly checks: bigint;
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
    ...standingOf(raw),
  };
}

type Recorded = 'rate' | 'done' | 'checks';

/** A fraud's stake buys no trust. */
function standingOf(
  raw: RawMember,
): Pick<Member, 'level' | 'trust' | 'holds' | 'banned' | Recorded> {
  const record = {
    rate: Number(raw.rate),
    done: Number(raw.done),
    checks: Number(raw.checks),
  };
  const { partner } = raw;
  const stake = raw.staked - raw.unstaking;
  return {
    ...record,
    level: reputationLevel(record.rate * 100).level,
    trust: raw.banned ? 0 : trustLevel({ ...record, stake, partner }),
    holds: Number(raw.holds),
    banned: raw.banned,
  };
}
