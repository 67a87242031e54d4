import type { Hex } from '../core/contentId.ts';

/** Order of `Stage` in IDisputeCourt.sol. */
export const CASE_STAGES = ['none', 'drawing', 'voting', 'appealable', 'closed'] as const;

/** One tier's hearing of a case. */
export interface HearingState {
  /** Zero address in the first tier of an audit. */
  readonly appellant: Hex;
  /** Zero address when nobody defends. */
  readonly defender: Hex;
  /** Member ids in seat order; empty until drawn. */
  readonly seats: readonly number[];
  /** Bit = seat whose vote is open. */
  readonly revealed: number;
  readonly ruled: boolean;
}

/** An audit of a settled task, or a dispute about it. Times are unix seconds. */
export interface CaseState {
  readonly id: bigint;
  readonly task: bigint;
  readonly stage: 'drawing' | 'voting' | 'appealable' | 'closed';
  /** 1 Standard, 2 Advanced, 3 Specialist, 4 Master. */
  readonly tier: number;
  /** The tier's panel is its second: the first had no quorum. */
  readonly rolled: boolean;
  /** Member accused of a fault, 0 when only scores are disputed. */
  readonly accused: number;
  /** Number of the fault, see core/economy/penalties.ts. */
  readonly fault: number;
  /** 0..255 by the last ruling, proven from 128. */
  readonly guilt: number;
  readonly beaconBlock: number;
  /** While an audit's first panel is not drawn: the end of the time in which it may be disputed. */
  readonly commitEnd: number;
  readonly revealEnd: number;
  readonly appealEnd: number;
  /** 0xff in each lane that is judged: all that an item uses, or those an audit drew. */
  readonly used: Hex;
  /** Scores by the last ruling; what the peers said before the first. */
  readonly ruling: Hex;
  /** sha2-256 digest of what the disputant brings. */
  readonly evidence: Hex;
  /** The present tier. */
  readonly hearing: HearingState;
  /** Who appealed to the next tier, and who defends; absent when nobody appealed. */
  readonly appeal?: { readonly appellant: Hex; readonly defender: Hex };
}

/** A word an expert posted to his panel, see `post` in IDisputeCourt.sol. */
export interface PostedWord {
  readonly expertId: number;
  readonly step: number;
  readonly word: Hex;
}
