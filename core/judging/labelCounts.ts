import { LABEL } from './units.ts';

/** A juror's votes on findings whose label is known, in thousandths of a label. */
export interface LabelCounts {
  /** Voted valid, is valid. */
  readonly truePositive: number;
  readonly falseNegative: number;
  /** Voted valid, is invalid. */
  readonly falsePositive: number;
  readonly trueNegative: number;
}

export const NO_LABELS: LabelCounts = {
  truePositive: 0,
  falseNegative: 0,
  falsePositive: 0,
  trueNegative: 0,
};

/** Per epoch 2 % of the past is forgotten: half of it in 34 epochs. */
const KEPT_PERCENT = 98;

/** Counts one more labelled vote. */
export function addLabel(counts: LabelCounts, vote: boolean, label: boolean): LabelCounts {
  const cell = label
    ? vote
      ? 'truePositive'
      : 'falseNegative'
    : vote
      ? 'falsePositive'
      : 'trueNegative';
  return { ...counts, [cell]: counts[cell] + LABEL };
}

/** Counts as they stand one epoch later, rounded down. */
export function decayCounts(counts: LabelCounts): LabelCounts {
  const kept = (count: number) => Math.floor((count * KEPT_PERCENT) / 100);
  return {
    truePositive: kept(counts.truePositive),
    falseNegative: kept(counts.falseNegative),
    falsePositive: kept(counts.falsePositive),
    trueNegative: kept(counts.trueNegative),
  };
}
