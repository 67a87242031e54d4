import type { ClaimantClass } from './claimantClass.ts';
import { isResolved, type PanelState } from './panel.ts';
import { PPM } from './units.ts';

/** `high` when a finding's payable value is at least thirty times the cost of judging it. */
export type ValueClass = 'low' | 'high';

const ACCEPTED = { low: 600_000, high: PPM } as const;
const REJECTED = { low: 150_000, high: 250_000 } as const;

/** What a panel left behind. */
export type PanelOutcome = 'accepted' | 'rejected' | 'unresolved';

/** Probability in ppm that experts read a judged finding; from public state alone. */
export function labelProbability(
  panel: PanelState,
  valueClass: ValueClass,
  claimant: ClaimantClass,
): number {
  const decided = panel.logOdds > 0 ? 'accepted' : 'rejected';
  return verdictProbability(isResolved(panel) ? decided : 'unresolved', valueClass, claimant);
}

/**
 * The same by what the panel decided. Whoever is accepted gets read most, for that is where a
 * purchased verdict pays; and always while his record is too short to say what his claims are worth.
 */
export function verdictProbability(
  outcome: PanelOutcome,
  valueClass: ValueClass,
  claimant: ClaimantClass,
): number {
  if (outcome === 'unresolved') return PPM;
  if (outcome === 'rejected') return REJECTED[valueClass];
  return claimant === 'new' ? PPM : ACCEPTED[valueClass];
}

/** The smallest probability a finding of this class can meet: it bounds the worst loss. */
export function leastLabelProbability(valueClass: ValueClass): number {
  return REJECTED[valueClass];
}

/** Whether the finding is read; `beacon` is a public random word unknown until votes are open. */
export function isLabelDrawn(beacon: bigint, probability: number): boolean {
  return beacon % BigInt(PPM) < BigInt(probability);
}
