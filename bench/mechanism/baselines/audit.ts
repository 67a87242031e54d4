import { observe } from '../world.ts';
import { isMajority } from './coherence.ts';
import { READING, WAGE, type Baseline } from './play.ts';

const SLOPE = 12;

/**
 * Random audit only (Gao, Wright and Leyton-Brown): a fixed panel, one expert on a random share of
 * findings whatever the panel says; audited votes are paid by being right, others the wage alone.
 */
export function randomAudit(jurors: number, probability: number): Baseline {
  let mean = 0.85;
  return {
    name: 'random audit only',
    settle({ world, strategy, random, draw }, finding) {
      const seats = draw(jurors);
      const cost = jurors + READING * probability;
      if (random() >= probability) {
        const pays = seats.map((seat) => ({ seat, pay: WAGE }));
        return { verdict: isMajority(seats), seats: pays, cost };
      }
      const accuracy = finding.crafted.experts ?? world.expertAccuracy;
      const inGroup = random() < world.share;
      const seen = observe(world, finding, { accuracy, random });
      const said = inGroup && strategy.expertsLie === true ? (finding.wanted ?? seen) : seen;
      const label = said !== random() < world.labelError;
      const pays = seats.map((seat) => {
        const right = seat.vote === label ? 1 : 0;
        const pay = WAGE + SLOPE * (right - mean);
        mean += (right - mean) / 2_000;
        return { seat, pay };
      });
      return { verdict: label, seats: pays, cost };
    },
  };
}
