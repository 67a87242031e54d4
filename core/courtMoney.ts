import type { Hex } from './contentId.ts';
import { unpackLanes } from './lanes.ts';

/** Guilt is proven from here. */
const PROVEN = 128;
/** A ruling differs from another when a lane moved by more than this. */
const MATERIAL = 32;
/** An expert agrees with the final ruling when no lane is further away than this. */
const COHERENT = 64;
const TOS = 10n ** 18n;

/** Scores and guilt, of a vote or a ruling. */
export interface Verdict {
  readonly scores: Hex;
  /** 0..255 */
  readonly guilt: number;
}

/** Seats of a tier of experts, 1 to 4: 3, 7, 15, 31. */
function courtSeats(tier: number): number {
  return 2 ** (tier + 1) - 1;
}

/** wei an expert of a tier earns with each vote that the final ruling bears out. */
export function courtFee(tier: number): bigint {
  return 5n * TOS * BigInt(tier);
}

/** wei a tier costs: all its seats. */
export function courtCost(tier: number): bigint {
  return BigInt(courtSeats(tier)) * courtFee(tier);
}

/** Whether a vote says what the final ruling says: `_agrees` in CourtMoney.sol. */
export function isCoherent(vote: Verdict, final: Verdict): boolean {
  return apart(vote.scores, final.scores) <= COHERENT && sameGuilt(vote, final);
}

/** Whether the final ruling differs from what was appealed against: `_changed` in CourtMoney.sol. */
export function isOverturned(against: Verdict, final: Verdict): boolean {
  return apart(against.scores, final.scores) > MATERIAL || !sameGuilt(against, final);
}

function sameGuilt(a: Verdict, b: Verdict): boolean {
  return a.guilt >= PROVEN === b.guilt >= PROVEN;
}

/** The longest way between two words of lanes. */
function apart(a: Hex, b: Hex): number {
  const other = unpackLanes(b);
  return Math.max(...unpackLanes(a).map((score, lane) => Math.abs(score - (other[lane] ?? 0))));
}

/** What one tier of a closed case pays out; all wei. */
export interface TierMoney {
  /** To each expert who agrees with the final ruling. */
  readonly fee: bigint;
  /** To the appellant, before what the insurance could not cover. */
  readonly appellant: bigint;
  readonly defender: bigint;
  /** Most that may be missing of the appellant's: fees nobody else's money pays. */
  readonly shortfall: bigint;
}

/**
 * Money of one tier when the case is closed: `_settleTier` in CourtMoney.sol. Bonds come back when
 * the tier never ruled.
 *
 * @param coherent votes of the tier that the final ruling bears out
 */
export function tierMoney(at: {
  readonly tier: number;
  readonly ruled: boolean;
  readonly defended: boolean;
  readonly overturned: boolean;
  readonly coherent: number;
}): TierMoney {
  const cost = courtCost(at.tier);
  const defence = at.defended ? cost : 0n;
  const fee = courtFee(at.tier);
  const fees = at.ruled ? fee * BigInt(at.coherent) : 0n;
  if (!at.ruled) return { fee, appellant: 2n * cost, defender: defence, shortfall: 0n };
  if (at.overturned) {
    const shortfall = fees > defence ? fees - defence : 0n;
    return { fee, appellant: 2n * cost, defender: 0n, shortfall };
  }
  return { fee, appellant: 0n, defender: at.defended ? defence + cost : 0n, shortfall: 0n };
}
