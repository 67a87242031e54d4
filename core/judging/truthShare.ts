import { PPM } from './units.ts';

/** Labels of one stratum, each weighted by one over its probability; in ppm of a label. */
export interface LabelWeights {
  readonly valid: number;
  readonly all: number;
}

export const NO_WEIGHTS: LabelWeights = { valid: 0, all: 0 };

/** Per epoch 15 % of the past is forgotten: half of it in 4.3 epochs. */
const KEPT_PERCENT = 85;
/** Beta(0.5, 0.5): half a label on either side before any is known. */
const PRIOR = { valid: PPM / 2, all: PPM } as const;

/**
 * Adds a label that came with `probability` (ppm; a known label: 1,000,000). The weight undoes the
 * draw's preference for accepted findings, so that the share is that of all findings judged.
 */
export function addWeight(
  weights: LabelWeights,
  label: boolean,
  probability: number,
): LabelWeights {
  const weight = Math.floor((PPM * PPM) / probability);
  return { valid: weights.valid + (label ? weight : 0), all: weights.all + weight };
}

/** Weights as they stand one epoch later. */
export function decayWeights({ valid, all }: LabelWeights): LabelWeights {
  return {
    valid: Math.floor((valid * KEPT_PERCENT) / 100),
    all: Math.floor((all * KEPT_PERCENT) / 100),
  };
}

/** Share of valid findings in the stratum, ppm: what a vote without a look at the finding knows. */
export function truthShare({ valid, all }: LabelWeights): number {
  return Math.floor(((valid + PRIOR.valid) / (all + PRIOR.all)) * PPM);
}
