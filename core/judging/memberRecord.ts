import type { LabelCounts } from './labelCounts.ts';
import { reputation } from './reputation.ts';
import { LABEL } from './units.ts';

/** What the chain keeps of a judge's labelled votes. */
export interface MemberRecord {
  /** Success rate that the judge has with 95 % confidence, basis points. */
  readonly rate: number;
  /** Labelled votes it is made of, older ones counted less. */
  readonly labels: number;
}

/** A record in the units of the chain, rounded down. */
export function memberRecord(counts: LabelCounts): MemberRecord {
  const { truePositive, falseNegative, falsePositive, trueNegative } = counts;
  const labels = (truePositive + falseNegative + falsePositive + trueNegative) / LABEL;
  return {
    rate: Math.floor(reputation(counts).lowerBound / 100),
    labels: Math.min(2 ** 32 - 1, Math.floor(labels)),
  };
}
