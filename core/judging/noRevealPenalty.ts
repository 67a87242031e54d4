import { PPM } from './units.ts';

/**
 * Worst score a revealed vote can meet is minus two over the least label probability (ppm) of the
 * packet; the loss in wei is that times the slope.
 */
export function worstLoss(slope: bigint, leastProbability: number): bigint {
  return (2n * slope * BigInt(PPM)) / BigInt(leastProbability);
}

/** Wei taken for a vote that was drawn and not revealed: half as much again as the worst vote. */
export function noRevealPenalty(slope: bigint, leastProbability: number): bigint {
  return (3n * worstLoss(slope, leastProbability)) / 2n;
}
