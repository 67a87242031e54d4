import type { LabelCounts } from './labelCounts.ts';
import { naturalLog } from './naturalLog.ts';
import { LABEL, NAT } from './units.ts';

/** No single vote moves the panel by more than a factor of 12 (2.5 nats). */
const LIMIT = (5 * NAT) / 2;
/** Before any label a juror counts as right on four of five, on either side. */
const PRIOR = { right: 4 * LABEL, wrong: LABEL } as const;

/**
 * Evidence of one vote for "valid", Q16 nats: ln(TPR/FPR) of a "valid" vote,
 * ln((1-TPR)/(1-FPR)) of an "invalid" one, clipped to ±2.5 nats. A juror who votes the same
 * whatever the truth has ratio zero and no weight. Error: at most 4 units, one a logarithm.
 */
export function likelihoodRatio(counts: LabelCounts, vote: boolean): number {
  const truePositive = counts.truePositive + PRIOR.right;
  const falseNegative = counts.falseNegative + PRIOR.wrong;
  const falsePositive = counts.falsePositive + PRIOR.wrong;
  const trueNegative = counts.trueNegative + PRIOR.right;
  const ifValid = vote ? truePositive : falseNegative;
  const ifInvalid = vote ? falsePositive : trueNegative;
  const ratio =
    naturalLog(ifValid) -
    naturalLog(truePositive + falseNegative) -
    naturalLog(ifInvalid) +
    naturalLog(falsePositive + trueNegative);
  return Math.max(-LIMIT, Math.min(LIMIT, ratio));
}
