import type { Seat } from '../judgeFinding.ts';
import { JURORS } from '../world.ts';
import type { PanelSize } from './coherence.ts';
import { WAGE, type Baseline } from './play.ts';

/** The slope ours pays, on a score of the same range. */
const SLOPE = 12;
const KEPT = 0.95;

/**
 * Correlated agreement (Dasgupta and Ghosh; Shnayder et al.): a vote earns by agreeing with peers on
 * the finding more often than its juror agrees with them on unrelated ones. Verdicts weigh jurors by
 * that score. Zero-sum about the wage, as ours.
 */
export function correlatedAgreement(panel: PanelSize): Baseline {
  const skill = new Array<number>(JURORS).fill(0.3);
  const rate = new Array<number>(JURORS).fill(0.25);
  let crowd = 0.25;
  let mean = 0.3;
  const score = (seat: Seat, seats: readonly Seat[]) => {
    const others = seats.length - 1;
    const agree = seats.filter((one) => one !== seat && one.vote === seat.vote).length;
    const own = rate[seat.juror] ?? 0;
    const chance = own * crowd + (1 - own) * (1 - crowd);
    return others === 0 ? 0 : agree / others - chance;
  };
  return {
    name: 'correlated agreement',
    settle(run) {
      const seats = run.draw(panel(run));
      const scores = seats.map((seat) => score(seat, seats));
      const weight = seats.reduce(
        (sum, { juror, vote }) => sum + (vote ? 1 : -1) * Math.max(0, skill[juror] ?? 0),
        0,
      );
      seats.forEach(({ juror, vote }, i) => {
        skill[juror] = KEPT * (skill[juror] ?? 0) + (1 - KEPT) * (scores[i] ?? 0);
        rate[juror] = KEPT * (rate[juror] ?? 0) + (vote ? 1 - KEPT : 0);
        crowd += ((vote ? 1 : 0) - crowd) / 2_000;
        mean += ((scores[i] ?? 0) - mean) / 2_000;
      });
      const pays = seats.map((seat, i) => ({
        seat,
        pay: WAGE + SLOPE * ((scores[i] ?? 0) - mean),
      }));
      return { verdict: weight > 0, seats: pays, cost: seats.length };
    },
  };
}
