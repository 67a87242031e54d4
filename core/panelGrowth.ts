import type { Hex } from './contentId.ts';
import { naturalLog } from './judging/naturalLog.ts';
import { STAGES, THRESHOLD } from './judging/panel.ts';
import { NO_SLOT, unpackLanes } from './lanes.ts';
import { panelVerdict, type SeatVote } from './panelVerdict.ts';
import { saysOf } from './saysOf.ts';

/** Seats of a growing panel's first round, and the most it can have: a seat's pay counts on them. */
export const GROWING = {
  first: STAGES[0],
  most: STAGES.reduce((sum, stage) => sum + stage, 0),
} as const;

/** Voting weight of a juror without a record, see `Levels.weightOf`; he counts as right in four of five. */
const NEWCOMER = { weight: 1_000, odds: 4 } as const;

/** The threshold of the sequential rule in units of voting weight, rounded up: 1,587. */
export const SURE = Math.ceil((THRESHOLD * NEWCOMER.weight) / naturalLog(NEWCOMER.odds));

/**
 * Whether a growing panel is to grow: more than half of its seats are not present, or the votes for
 * and against some item differ by less than {@link SURE}. The rule of `PanelGrowth.sol`; the public
 * part of a posterior, for a claimant's record is not on chain.
 *
 * @param laneSlots of the agreed receipt: which lanes are used
 * @param seats of all rounds so far
 */
export function isPanelUndecided(laneSlots: Hex, seats: readonly SeatVote[]): boolean {
  if (!panelVerdict(laneSlots, seats).quorum) return true;
  const words = seats.flatMap(({ weight, scores }) =>
    scores === undefined ? [] : [{ weight, scores: unpackLanes(scores) }],
  );
  return unpackLanes(laneSlots).some(
    (slot, lane) =>
      slot !== NO_SLOT &&
      isLaneUndecided(
        words.map(({ scores }) => scores[lane] ?? 0),
        words.map(({ weight }) => weight),
      ),
  );
}

/**
 * @param scores one value 0..255 per open vote
 * @param weights of the same votes
 */
export function isLaneUndecided(scores: readonly number[], weights: readonly number[]): boolean {
  const lead = scores.reduce((sum, score, i) => {
    const says = saysOf(score);
    const weight = weights[i] ?? 0;
    return says === undefined ? sum : says ? sum + weight : sum - weight;
  }, 0);
  return Math.abs(lead) < SURE;
}
