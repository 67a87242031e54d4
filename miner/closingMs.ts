import type { Schedule } from '../core/phase.ts';

/** Least and most time kept for sealing and for the commit to be mined, seconds. */
const LEAST = 5;
const MOST = 60;
/** Part of the commit window that is kept for them. */
const PART = 0.1;

/**
 * Milliseconds until a solver has to be done: late enough to use the window, early enough that what
 * it has can still be committed.
 *
 * @param now chain time, unix seconds
 */
export function closingMs({ thinkEnd, commitEnd }: Schedule, now: number): number {
  const kept = Math.min(MOST, Math.max(LEAST, PART * (commitEnd - thinkEnd)));
  return Math.max(0, (commitEnd - kept - now) * 1000);
}
