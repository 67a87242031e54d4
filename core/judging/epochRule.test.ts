import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditScore, type LabelSource } from './auditScore.ts';
import { isLabelDrawn, labelProbability, type ValueClass } from './labelDraw.ts';
import { NO_LABELS } from './labelCounts.ts';
import { likelihoodRatio } from './likelihoodRatio.ts';
import { addStage, binOf, nextStage, openPanel, type Bin } from './panel.ts';
import { payScale } from './payScale.ts';
import { settleEpoch } from './settleEpoch.ts';
import { sigmoid } from './sigmoid.ts';
import { addWeight, decayWeights, NO_WEIGHTS, truthShare } from './truthShare.ts';
import { PPM } from './units.ts';

/** A finding with the votes its panel would cast, one after the other. */
interface Case {
  readonly valueClass: ValueClass;
  readonly votes: readonly boolean[];
  readonly label: boolean;
  readonly known: boolean;
  readonly beacon: bigint;
}

interface Seat {
  readonly score: number;
  readonly clusterSeats: number;
  readonly bin: Bin;
  readonly valueClass: ValueClass;
}

const aCase: fc.Arbitrary<Case> = fc.record({
  valueClass: fc.constantFrom('low', 'high'),
  votes: fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }),
  label: fc.boolean(),
  known: fc.boolean(),
  beacon: fc.bigInt({ min: 0n, max: 2n ** 64n }),
});
const anEpoch = fc.record({
  cases: fc.array(aCase, { minLength: 1, maxLength: 4 }),
  share: fc.integer({ min: 1, max: PPM - 1 }),
  cost: fc.bigInt({ min: 0n, max: 10n ** 18n }),
  value: fc.bigInt({ min: 0n, max: 10n ** 21n }),
});

type Epoch = typeof anEpoch extends fc.Arbitrary<infer T> ? T : never;

/** An epoch by core's functions. */
function byCore({ cases, share, cost, value }: Epoch) {
  const seats: Seat[] = [];
  let weights = NO_WEIGHTS;
  for (const { valueClass, votes, label, known, beacon } of cases) {
    let panel = openPanel(share);
    const drawn: { vote: boolean; evidence: number; bin: Bin }[] = [];
    for (let size = nextStage(panel); size > 0; size = nextStage(panel)) {
      const bin = binOf(panel);
      const stage = votes.slice(drawn.length, drawn.length + size).map((vote) => ({
        vote,
        evidence: likelihoodRatio(NO_LABELS, vote),
        bin,
      }));
      drawn.push(...stage);
      panel = addStage(
        panel,
        stage.map(({ evidence }) => evidence),
      );
    }
    const probability = labelProbability(panel, valueClass, 'usual');
    const source: LabelSource = known
      ? { kind: 'known', label }
      : isLabelDrawn(beacon, probability)
        ? { kind: 'drawn', label, probability }
        : { kind: 'undrawn' };
    if (source.kind !== 'undrawn') weights = addWeight(weights, label, known ? PPM : probability);
    for (const { vote, evidence, bin } of drawn) {
      const othersLogOdds = panel.logOdds - evidence;
      const score = auditScore({ vote, truthShare: share, othersLogOdds }, source);
      seats.push({ score, clusterSeats: 1, bin, valueClass });
    }
  }
  const pays = settleEpoch(seats, payScale(cost, value));
  return { pays: pays.pays, dust: pays.dust, prior: truthShare(decayWeights(weights)) };
}

/**
 * The same epoch straight from the published pseudo-code, in exact fractions; only the two tables
 * (logarithm, sigmoid) are core's.
 */
function byPseudoCode({ cases, share, cost, value }: Epoch) {
  const ONE = 1_000_000n;
  const floor = (a: bigint, b: bigint) => (a - (((a % b) + b) % b)) / b;
  const scores: bigint[] = [];
  let c1 = 0n;
  let cA = 0n;
  for (const { valueClass, votes, label, known, beacon } of cases) {
    let L = openPanel(share).logOdds;
    const llr = (x: boolean) => likelihoodRatio(NO_LABELS, x);
    let k = 0;
    for (const stage of [3, 2, 2, 2, 2]) {
      for (const x of votes.slice(k, k + stage)) L += llr(x);
      k += stage;
      if (Math.abs(L) >= 144_179) break;
    }
    const accepted = { low: 600_000n, high: ONE }[valueClass];
    const rejected = { low: 150_000n, high: 250_000n }[valueClass];
    const q = Math.abs(L) < 144_179 ? ONE : L > 0 ? accepted : rejected;
    const drawn = !known && beacon % ONE < q;
    if (known || drawn) {
      const weight = known ? ONE : (ONE * ONE) / q;
      cA += weight;
      if (label) c1 += weight;
    }
    for (const x of votes.slice(0, k)) {
      const P = x ? BigInt(share) : ONE - BigInt(share);
      const right = x === label ? ONE : 0n;
      if (known) {
        scores.push(2n * (right - P));
        continue;
      }
      const valid = BigInt(sigmoid(L - llr(x)));
      const pc = x ? valid : ONE - valid;
      scores.push(2n * (pc - P) + (drawn ? floor(2n * (right - pc) * ONE, q) : 0n));
    }
  }
  const w = (3n * cost) / 2n;
  const S = (16n * (value > 30n * cost ? value : 30n * cost)) / 30n;
  const n = BigInt(scores.length);
  const T = scores.reduce((a, b) => a + b, 0n);
  const pays = scores.map((t) => w + floor(S * (n * t - T), (n - 1n) * ONE));
  const dust = n * w - pays.reduce((a, b) => a + b, 0n);
  const kept = (x: bigint) => (x * 85n) / 100n;
  const prior = Number(((kept(c1) + ONE / 2n) * ONE) / (kept(cA) + ONE));
  return { pays, dust, prior };
}

describe('the rule over a whole epoch', () => {
  test('behavior: core and the published pseudo-code agree to the last unit', () => {
    fc.assert(
      fc.property(anEpoch, (epoch) => {
        expect(byCore(epoch)).toEqual(byPseudoCode(epoch));
      }),
      { numRuns: 10_000 },
    );
  });

  test('behavior: without a signal nobody earns above his wage in expectation', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: PPM }),
        fc.integer({ min: 0, max: 100 }),
        fc.array(fc.tuple(fc.integer({ min: 50, max: 100 }), fc.nat(100)), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 150_000, max: PPM }),
        (share, blindPercent, others, q) => {
          // Whoever looks is right with some percent on either side; the blind one votes by coin.
          const blind = expectedScore({ share, q, ifValid: blindPercent, ifInvalid: blindPercent });
          const seeing = others.map(([right]) =>
            expectedScore({ share, q, ifValid: right, ifInvalid: 100 - right }),
          );
          const scale = payScale(10n ** 15n, 0n);
          const seats = [blind, ...seeing].map((score) => ({ score, clusterSeats: 1 }));
          const pay = settleEpoch(seats, scale).pays[0] ?? 0n;
          // Scores are whole ppm: three of them are rounding.
          expect(pay <= scale.wage + (3n * scale.slope) / BigInt(PPM)).toBe(true);
        },
      ),
    );
  });

  test('behavior: one identity or many, old record or new: the same votes expect the same pay', () => {
    const counts = fc.nat(500_000);
    fc.assert(
      fc.property(
        fc.tuple(counts, counts, counts, counts),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: -600_000, max: 600_000 }),
        fc.integer({ min: 150_000, max: PPM }),
        (cells, vote, label, others, q) => {
          const [truePositive, falseNegative, falsePositive, trueNegative] = cells;
          const record = { truePositive, falseNegative, falsePositive, trueNegative };
          const mean = (of: typeof record) => {
            const logOdds = others + likelihoodRatio(of, vote);
            const seat = {
              vote,
              truthShare: 250_000,
              othersLogOdds: logOdds - likelihoodRatio(of, vote),
            };
            return overDraw(seat, label, q);
          };
          expect(mean(record)).toBe(mean(NO_LABELS));
        },
      ),
    );
  });
});

/** Mean score over truth, vote and draw of somebody who votes "valid" with these percents. */
function expectedScore(of: {
  share: number;
  q: number;
  ifValid: number;
  ifInvalid: number;
}): number {
  const { share, q, ifValid, ifInvalid } = of;
  const score = (vote: boolean, label: boolean) =>
    overDraw({ vote, truthShare: share, othersLogOdds: 50_000 }, label, q);
  const mean = (percent: number, label: boolean) =>
    (percent * score(true, label) + (100 - percent) * score(false, label)) / 100;
  return Math.round((share * mean(ifValid, true) + (PPM - share) * mean(ifInvalid, false)) / PPM);
}

function overDraw(seat: Parameters<typeof auditScore>[0], label: boolean, q: number): number {
  const drawn = auditScore(seat, { kind: 'drawn', label, probability: q });
  return (q * drawn + (PPM - q) * auditScore(seat, { kind: 'undrawn' })) / PPM;
}
