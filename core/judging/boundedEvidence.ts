import { NAT } from './units.ts';

/** A debate without new proof moves nobody by more than this: 2.5 nats, Q16. */
const MOST = (5 * NAT) / 2;

/**
 * Evidence of an expert's second vote, Q16 nats. Words alone may move him so far and no further; a
 * proof that was executed in the debate lifts the bound, for it is worth changing one's mind for.
 */
export function boundedEvidence(first: number, second: number, hasNewProof: boolean): number {
  if (hasNewProof) return second;
  return Math.max(first - MOST, Math.min(first + MOST, second));
}
