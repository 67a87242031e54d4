import type { Hex } from './contentId.ts';
import { LANES, packLanes, unpackLanes } from './lanes.ts';

/** An expert's open vote. */
export interface CourtVote {
  readonly scores: Hex;
  /** 0..255 */
  readonly guilt: number;
}

/**
 * What a panel of experts ruled: the rule of `rule` in DisputeCourt.sol. All seats of a tier weigh the
 * same and a score of 0 counts like any other; without a majority of the seats nothing is ruled.
 *
 * @param seats drawn
 * @param votes that were opened
 */
export function courtVerdict(
  seats: number,
  votes: readonly CourtVote[],
): { readonly quorum: boolean; readonly medians: Hex; readonly guilt: number } {
  if (2 * votes.length <= seats) return { quorum: false, medians: packLanes([]), guilt: 0 };
  const words = votes.map(({ scores }) => unpackLanes(scores));
  const medians = Array.from({ length: LANES }, (_, lane) =>
    lowerMedian(words.map((word) => word[lane] ?? 0)),
  );
  return {
    quorum: true,
    medians: packLanes(medians),
    guilt: lowerMedian(votes.map(({ guilt }) => guilt)),
  };
}

function lowerMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? 0;
}
