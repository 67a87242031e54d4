import { CLAIMANTS, JURORS } from '../world.ts';
import { isMajority, type PanelSize } from './coherence.ts';
import { WAGE, type Baseline } from './play.ts';

/** Share of an epoch's observations kept in the next. */
const KEPT = 0.9;
/** EMA factor of bonds. */
const ALPHA = 0.1;

/**
 * Yuma consensus: equal stakes; each juror's weight on a claimant is the share of its claims he
 * called valid; weights are clipped to the stake median (κ = 0.5), bonds follow the clipped weights
 * (β = 1) and the epoch's pot follows bonds times incentive. A verdict is the median of the votes.
 */
export function yuma(panel: PanelSize): Baseline {
  const valid = matrix();
  const seen = matrix();
  const bonds = matrix();
  let calls = 0;
  return {
    name: 'Yuma clip and bonds',
    settle(run, finding) {
      const seats = run.draw(panel(run));
      calls += seats.length;
      for (const { juror, vote } of seats) {
        const at = juror * CLAIMANTS + finding.claimant;
        seen[at] = (seen[at] ?? 0) + 1;
        if (vote) valid[at] = (valid[at] ?? 0) + 1;
      }
      const cost = seats.length;
      return { verdict: isMajority(seats), seats: seats.map((seat) => ({ seat, pay: 0 })), cost };
    },
    endEpoch() {
      const dividends = epoch({ valid, seen, bonds });
      const total = dividends.reduce((sum, one) => sum + one, 0);
      const pot = WAGE * calls;
      calls = 0;
      for (const counts of [valid, seen]) counts.forEach((one, at) => (counts[at] = one * KEPT));
      return new Map(dividends.map((one, juror) => [juror, total === 0 ? 0 : (pot * one) / total]));
    },
  };
}

type Matrix = Float64Array;
const matrix = (): Matrix => new Float64Array(JURORS * CLAIMANTS);

/** One epoch: dividends by juror; `bonds` are moved. */
function epoch({ valid, seen, bonds }: Record<'valid' | 'seen' | 'bonds', Matrix>): number[] {
  const weights = matrix();
  for (let i = 0; i < JURORS; i += 1) {
    let sum = 0;
    for (let at = i * CLAIMANTS; at < (i + 1) * CLAIMANTS; at += 1) {
      weights[at] = (seen[at] ?? 0) > 0 ? (valid[at] ?? 0) / (seen[at] ?? 1) : 0;
      sum += weights[at] ?? 0;
    }
    for (let at = i * CLAIMANTS; at < (i + 1) * CLAIMANTS; at += 1) {
      weights[at] = sum === 0 ? 0 : (weights[at] ?? 0) / sum;
    }
  }
  const dividends = new Array<number>(JURORS).fill(0);
  const ranks = Array.from({ length: CLAIMANTS }, (_, j) => clipColumn(weights, j));
  const rank = ranks.reduce((sum, one) => sum + one, 0);
  for (let j = 0; j < CLAIMANTS; j += 1) {
    const incentive = rank === 0 ? 0 : (ranks[j] ?? 0) / rank;
    for (let i = 0; i < JURORS; i += 1) {
      const at = i * CLAIMANTS + j;
      const instant = (ranks[j] ?? 0) === 0 ? 0 : (weights[at] ?? 0) / (ranks[j] ?? 1);
      bonds[at] = ALPHA * instant + (1 - ALPHA) * (bonds[at] ?? 0);
      dividends[i] = (dividends[i] ?? 0) + (bonds[at] ?? 0) * incentive;
    }
  }
  return dividends;
}

/** Clips a claimant's weights to the highest that half the stake supports; returns their sum. */
function clipColumn(weights: Matrix, j: number): number {
  const column = Array.from({ length: JURORS }, (_, i) => weights[i * CLAIMANTS + j] ?? 0);
  const median = column.toSorted((a, b) => b - a)[Math.ceil(JURORS / 2) - 1] ?? 0;
  column.forEach((one, i) => (weights[i * CLAIMANTS + j] = Math.min(one, median)));
  return column.reduce((sum, one) => sum + Math.min(one, median), 0);
}
