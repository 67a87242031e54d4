import type { Hex } from './contentId.ts';
import { LANES, NO_SLOT, packLanes, unpackLanes } from './lanes.ts';
import { weightedMedian } from './median.ts';

/** One seat of a panel; `scores` is absent while its vote is not open. */
export interface SeatVote {
  readonly weight: number;
  readonly scores?: Hex | undefined;
}

export interface PanelVerdict {
  /** For each seat, whether it judged at least half of the used lanes. */
  readonly present: readonly boolean[];
  /** Whether more than half of the seats did. */
  readonly quorum: boolean;
  /** Weighted medians of the open votes; all zero without a quorum. */
  readonly medians: Hex;
}

/**
 * What a panel decided: the rule of `closePanel` and `settleEpoch` on chain. A score of 0 abstains.
 *
 * @param laneSlots of the agreed receipt: which lanes are used
 * @param seats in seat order
 */
export function panelVerdict(laneSlots: Hex, seats: readonly SeatVote[]): PanelVerdict {
  const used = unpackLanes(laneSlots).map((slot) => slot !== NO_SLOT);
  const usedCount = used.filter(Boolean).length;
  const words = seats.map(({ scores }) =>
    scores === undefined
      ? undefined
      : unpackLanes(scores).map((score, lane) => (used[lane] === true ? score : 0)),
  );
  const present = words.map(
    (word) => word !== undefined && 2 * word.filter((score) => score > 0).length >= usedCount,
  );
  const quorum = 2 * present.filter(Boolean).length > seats.length;
  if (!quorum) return { present, quorum, medians: packLanes([]) };
  const open = seats.flatMap(({ weight }, seat) => {
    const word = words[seat];
    return word === undefined ? [] : [{ weight, word }];
  });
  const weights = open.map(({ weight }) => weight);
  const medians = Array.from({ length: LANES }, (_, lane) =>
    weightedMedian(
      open.map(({ word }) => word[lane] ?? 0),
      weights,
    ),
  );
  return { present, quorum, medians: packLanes(medians) };
}
