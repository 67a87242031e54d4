import { createTally, type Tally } from './tally.ts';

/** Running sums of one simulated run; money in costs of one honest judgement. */
export interface Outcome {
  /** Profit a seat. */
  readonly honest: Tally;
  readonly group: Tally;
  /** The group's seats on findings it has money on, or was bribed for. */
  readonly onTarget: Tally;
  /** Findings the group had money on. */
  targets: number;
  /** Those of them that ended as it wanted and against the truth. */
  flips: number;
  /** Value of its claims that were accepted, true or not. */
  won: number;
  /** Bonds lost on its claims. */
  bondsLost: number;
  /** Its experts' gains on those findings beside the price of reading. */
  expertGains: number;
  /** Value of strangers' accepted claims less their lost bonds; for the retention profile. */
  strangersNet: number;
  /** Expert readings by the group and by others. */
  groupReadings: number;
  otherReadings: number;
  /** Real findings (no executed proof, not planted). */
  plain: number;
  wrong: number;
  /** Squared error of the panel's posterior. */
  brier: number;
  /** Juror calls and expert readings on real findings; planted ones' calls included. */
  calls: number;
  readings: number;
  /** Those of the readings that appeals asked for. */
  appealReadings: number;
  /** Settlements whose pays were not exactly wages less dust, dust in [0, n). */
  inexact: number;
  settlements: number;
  /** Per real finding: calls and drawn readings, for the pools. */
  readonly loads: [number, number][];
}

export function createOutcome(): Outcome {
  return {
    honest: createTally(),
    group: createTally(),
    onTarget: createTally(),
    targets: 0,
    flips: 0,
    won: 0,
    bondsLost: 0,
    expertGains: 0,
    strangersNet: 0,
    groupReadings: 0,
    otherReadings: 0,
    plain: 0,
    wrong: 0,
    brier: 0,
    calls: 0,
    readings: 0,
    appealReadings: 0,
    inexact: 0,
    settlements: 0,
    loads: [],
  };
}
