import type { PostedWord } from '../../chain/caseState.ts';
import type { Hex } from '../../core/contentId.ts';

/** A seal posted in time and the salt that opened it. */
export interface OpenedSeal {
  readonly expertId: number;
  readonly contentHash: Hex;
  readonly salt: Hex;
}

/** Step of the seal of a first vote (0) or of a statement of a round (from 1). */
export const sealStep = (round: number): number => 2 * round;

/** Experts who sealed this step before anybody opened it: whoever comes later may have read. */
export function sealers(posts: readonly PostedWord[], step: number): number[] {
  const opened = posts.findIndex((post) => post.step === step + 1);
  const inTime = opened < 0 ? posts : posts.slice(0, opened);
  return inTime.filter((post) => post.step === step).map(({ expertId }) => expertId);
}

/** What was sealed in time and opened, in seat order. */
export function openedSeals(
  posts: readonly PostedWord[],
  seats: readonly number[],
  step: number,
): OpenedSeal[] {
  const inTime = new Set(sealers(posts, step));
  return seats.flatMap((expertId) => {
    if (!inTime.has(expertId)) return [];
    const contentHash = wordAt(posts, expertId, step);
    const salt = wordAt(posts, expertId, step + 1);
    return contentHash === undefined || salt === undefined ? [] : [{ expertId, contentHash, salt }];
  });
}

/** What an expert posted as a step. */
export function wordAt(
  posts: readonly PostedWord[],
  expertId: number,
  step: number,
): Hex | undefined {
  return posts.find((post) => post.expertId === expertId && post.step === step)?.word;
}
