import type { Hex } from '../core/contentId.ts';

/** Roles by their on-chain number, which is the index plus one. */
export const MEMBER_ROLES = ['publisher', 'miner', 'peer', 'auto', 'expert'] as const;

export type MemberRole = (typeof MEMBER_ROLES)[number];

/** A registered member; money in wei. */
export interface Member {
  readonly id: number;
  readonly owner: Hex;
  readonly worker: Hex;
  readonly role: MemberRole;
  readonly staked: bigint;
  /** Held for open duties. */
  readonly locked: bigint;
  /** Asked back, withdrawable at `readyAt`. */
  readonly unstaking: bigint;
  /** Unix seconds; 0 when nothing was asked back. */
  readonly readyAt: number;
  /** Thousandths. */
  readonly weight: number;
  readonly meta: Hex;
}
