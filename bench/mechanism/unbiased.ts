import { auditScore } from '../../core/judging/auditScore.ts';
import { isLabelDrawn } from '../../core/judging/labelDraw.ts';
import { NAT, PPM } from '../../core/judging/units.ts';
import { createRandom } from './random.ts';
import { addTo, createTally, deviationOf, meanOf } from './tally.ts';

export interface UnbiasedOutcome {
  /** Largest distance of a mean score from `2(1[x = y] - P)`, in standard errors. */
  readonly worst: number;
  /** The same distance in points of score. */
  readonly distance: number;
  readonly settings: number;
}

/**
 * Monte Carlo over the beacon: whatever the others said (their log odds), however likely the audit
 * and whichever way the verdict went, the mean score of a vote is that of a known label.
 */
export function playUnbiased({ seed, draws }: { seed: number; draws: number }): UnbiasedOutcome {
  const random = createRandom(seed);
  let worst = 0;
  let distance = 0;
  let settings = 0;
  for (const othersLogOdds of [-4, -2.2, 0, 2.2, 4].map((nats) => nats * NAT)) {
    for (const probability of [150_000, 250_000, 600_000, PPM]) {
      for (const [vote, label] of [
        [true, true],
        [true, false],
        [false, true],
        [false, false],
      ] as const) {
        const seat = { vote, truthShare: 250_000, othersLogOdds };
        const tally = createTally();
        for (let i = 0; i < draws; i += 1) {
          const beacon = BigInt(Math.floor(random() * 2 ** 48));
          const drawn = isLabelDrawn(beacon, probability);
          const source = drawn
            ? ({ kind: 'drawn', label, probability } as const)
            : ({ kind: 'undrawn' } as const);
          addTo(tally, auditScore(seat, source) / PPM);
        }
        const expected = auditScore(seat, { kind: 'known', label }) / PPM;
        const off = Math.abs(meanOf(tally) - expected);
        const error = deviationOf(tally) / Math.sqrt(draws);
        worst = Math.max(worst, error < 1e-5 ? 0 : off / error);
        distance = Math.max(distance, off);
        settings += 1;
      }
    }
  }
  return { worst, distance, settings };
}
