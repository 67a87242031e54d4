import { courtFee } from '../courtMoney.ts';
import { SEAT_BOND } from '../courtRound.ts';
import { EXPERT_TIERS, mayBeDrawn, tierRule, type ExpertTier } from './expertTier.ts';

/** `MIN_STAKE` of StakeManager.sol: the least stake of any member, wei. */
export const LEAST_STAKE = 10n * 10n ** 18n;

/** A tier of experts as who opts in sees it; money in wei. */
export interface TierTerms {
  readonly tier: ExpertTier;
  readonly seats: number;
  readonly stake: bigint;
  /** Basis points that the success rate must exceed, and labels it is made of; 0 where none is asked for. */
  readonly above: number;
  readonly labels: number;
  /** Of a vote that the final ruling bears out. */
  readonly pay: bigint;
  /** Held for a seat, lost by not opening the vote. */
  readonly bond: bigint;
  /** Whether the chain may draw the member. */
  readonly open: boolean;
}

/** What each tier asks for and pays, and which are open to a member. */
export function tierTable(
  member: Parameters<typeof mayBeDrawn>[1] = { stake: 0n, rate: 0, labels: 0 },
): readonly TierTerms[] {
  return EXPERT_TIERS.map((tier, at) => {
    const { seats, stakeFactor, above, labels } = tierRule(tier);
    // The chain asks the Standard tier for stake alone: see `mayBeDrawn`.
    const asksRecord = tier !== 'standard';
    return {
      ...{ tier, seats, stake: stakeFactor * LEAST_STAKE },
      ...{ above: asksRecord ? above / 100 : 0, labels: asksRecord ? labels : 0 },
      ...{ pay: courtFee(at + 1), bond: SEAT_BOND, open: mayBeDrawn(tier, member, LEAST_STAKE) },
    };
  });
}
