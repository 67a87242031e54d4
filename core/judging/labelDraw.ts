import { isResolved, type PanelState } from './panel.ts';
import { PPM } from './units.ts';

/** `high` when a finding's payable value is at least thirty times the cost of judging it. */
export type ValueClass = 'low' | 'high';

const ACCEPTED = { low: 600_000, high: PPM } as const;
const REJECTED = { low: 150_000, high: 250_000 } as const;

/**
 * Probability in ppm that experts read a judged finding; from public state alone. Whoever is
 * accepted gets read most, for that is where a purchased verdict pays.
 */
export function labelProbability(panel: PanelState, valueClass: ValueClass): number {
  if (!isResolved(panel)) return PPM;
  return panel.logOdds > 0 ? ACCEPTED[valueClass] : REJECTED[valueClass];
}

/** The smallest probability a finding of this class can meet: it bounds the worst loss. */
export function leastLabelProbability(valueClass: ValueClass): number {
  return REJECTED[valueClass];
}

/** Whether the finding is read; `beacon` is a public random word unknown until votes are open. */
export function isLabelDrawn(beacon: bigint, probability: number): boolean {
  return beacon % BigInt(PPM) < BigInt(probability);
}
