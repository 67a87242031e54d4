export interface EpochOutcome {
  /** Tasks of one kind that ended. */
  readonly ended: number;
  /** Those among them that were settled, not refunded. */
  readonly completed: number;
}

/** Fewer ended tasks say nothing about supply and demand. */
const LEAST_SAMPLE = 5;
const LOW_PERCENT = 60;
const HIGH_PERCENT = 90;
/** Rewards rise faster than they fall: unsolved tasks are worse than dear ones. */
const RISE_BPS = 11_000n;
const FALL_BPS = 9_500n;

/**
 * Suggested difficulty factor of a kind after an epoch, basis points: seed 001, "Dynamic Adjustment
 * Mechanism" (low completion raises rewards, high completion appropriately reduces them). It stays
 * between the base reward and the highest of the row. The same arithmetic as `Economy.adjust`.
 *
 * @param factor basis points, 10,000 is the base reward
 * @param most basis points, the row's highest difficulty
 */
export function adjustFactor(factor: number, most: number, outcome: EpochOutcome): number {
  const { ended, completed } = outcome;
  if (ended < LEAST_SAMPLE) return factor;
  const step =
    completed * 100 < ended * LOW_PERCENT
      ? RISE_BPS
      : completed * 100 > ended * HIGH_PERCENT
        ? FALL_BPS
        : 10_000n;
  const next = Number((BigInt(factor) * step) / 10_000n);
  return Math.min(most, Math.max(10_000, next));
}
