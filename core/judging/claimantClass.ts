import { truthShare, type LabelWeights } from './truthShare.ts';
import { PPM } from './units.ts';

/**
 * Record class of a claimant. Priors, of panels and of scores, are kept per class: who claims better
 * than his class knows something the rule does not, and could sell it by voting unseen.
 */
export const CLAIMANT_CLASSES = ['new', 'poor', 'usual', 'good'] as const;
export type ClaimantClass = (typeof CLAIMANT_CLASSES)[number];

/** Labels, weighted, that a claimant needs before his own share is believed. */
const ENOUGH = 10 * PPM;
/** Halfway, in log odds, between one claim in seventeen, one in four and one in two, in ppm. */
const POOR = 125_000;
const GOOD = 375_000;

/** @param record labels of the claimant's past claims, weighted by one over their probability */
export function claimantClass(record: LabelWeights): ClaimantClass {
  if (record.all < ENOUGH) return 'new';
  const share = truthShare(record);
  if (share < POOR) return 'poor';
  return share < GOOD ? 'usual' : 'good';
}
