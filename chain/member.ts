import type { Hex } from '../core/contentId.ts';
import type { ReputationLevel } from '../core/economy/reputationLevel.ts';

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
  readonly level: ReputationLevel;
  /** Success rate it has with 95 % confidence by labels, basis points. */
  readonly rate: number;
  /** Labelled votes, or tasks, that the rate is made of. */
  readonly done: number;
  /** Checks passed. */
  readonly checks: number;
  /** 0 none, 1 basic, 2 verified, 3 trusted, 4 partner. */
  readonly trust: number;
  /** Open disputes that may still cost this member stake. */
  readonly holds: number;
  readonly banned: boolean;
}
