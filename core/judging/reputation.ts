import { reputationLevel, type ReputationLevel } from '../economy/reputationLevel.ts';
import type { LabelCounts } from './labelCounts.ts';
import { LABEL, PPM } from './units.ts';

export interface Reputation {
  readonly level: ReputationLevel;
  readonly bonusBps: number;
  /** Success rate in ppm that the juror has with 95 % confidence. */
  readonly lowerBound: number;
}

/** Level of a juror by labelled votes alone: neither volume nor agreement with others counts. */
export function reputation(counts: LabelCounts): Reputation {
  const right = counts.truePositive + counts.trueNegative;
  const lowerBound = successLowerBound(right, right + counts.falsePositive + counts.falseNegative);
  return { ...reputationLevel(lowerBound), lowerBound };
}

/** z = 1.645 (one side, 5 %), squared, in millionths: 2,706,025. */
const Z = 1_645n;
const Z_SQUARED = Z * Z;

/**
 * Wilson's lower bound of a success rate, ppm, rounded down; counts in thousandths of a label.
 * Wilson (1927), "Probable inference": (s + z²/2 - z·√(s(n-s)/n + z²/4)) / (n + z²).
 */
function successLowerBound(successes: number, trials: number): number {
  if (trials === 0) return 0;
  const scale = 1_000_000n / BigInt(LABEL);
  const s = BigInt(successes) * scale;
  const n = BigInt(trials) * scale;
  const root = rootRoundedUp(((s * (n - s)) / n) * 1_000_000n + (Z_SQUARED * 1_000_000n) / 4n);
  const lower = s + Z_SQUARED / 2n - (Z * root) / 1_000n;
  return lower <= 0n ? 0 : Number((lower * BigInt(PPM)) / (n + Z_SQUARED));
}

function rootRoundedUp(x: bigint): bigint {
  let root = BigInt(Math.floor(Math.sqrt(Number(x))));
  while (root * root > x) root -= 1n;
  while (root * root < x) root += 1n;
  return root;
}
