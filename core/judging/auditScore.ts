import { sigmoid } from './sigmoid.ts';
import { PPM } from './units.ts';

/** The label of a finding a seat judged, and how it came to be known. */
export type LabelSource =
  /** Executed proof or planted finding: known whatever the panel says. */
  | { readonly kind: 'known'; readonly label: boolean }
  /** Read by experts after the draw of `probability` (ppm). */
  | { readonly kind: 'drawn'; readonly label: boolean; readonly probability: number }
  | { readonly kind: 'undrawn' };

export interface ScoredVote {
  readonly vote: boolean;
  /** Truth share (ppm) of "valid" in the seat's stratum, from past epochs only. */
  readonly truthShare: number;
  /** Log odds of "valid" from all the panel's votes but this one, Q16 nats. */
  readonly othersLogOdds: number;
}

/**
 * Score of one vote in ppm, the quadratic score of a yes/no report as a doubly robust estimate: the
 * others' opinion stands in for the label, and a drawn label corrects it, weighted by 1/q.
 * Averaged over the draw it is `2·(1[vote = label] - P(vote))` whatever the others said and however
 * likely the draw was (to 1 ppm, rounding), so that neither can be gamed.
 */
export function auditScore(seat: ScoredVote, source: LabelSource): number {
  const prior = seat.vote ? seat.truthShare : PPM - seat.truthShare;
  const right = (label: boolean) => (seat.vote === label ? PPM : 0);
  if (source.kind === 'known') return 2 * (right(source.label) - prior);
  const opinion = othersOpinion(seat);
  const control = 2 * (opinion - prior);
  if (source.kind === 'undrawn') return control;
  const correction = (2 * (right(source.label) - opinion) * PPM) / source.probability;
  return control + Math.floor(correction);
}

/** The others' probability, in ppm, that the vote is right. */
function othersOpinion({ vote, othersLogOdds }: ScoredVote): number {
  const valid = sigmoid(othersLogOdds);
  return vote ? valid : PPM - valid;
}
