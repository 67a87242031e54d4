import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addLabel, decayCounts, NO_LABELS } from './labelCounts.ts';
import { likelihoodRatio } from './likelihoodRatio.ts';
import { LABEL, NAT } from './units.ts';

const aCount = fc.nat(1_000_000 * LABEL);
const someCounts = fc.record({
  truePositive: aCount,
  falseNegative: aCount,
  falsePositive: aCount,
  trueNegative: aCount,
});

describe('likelihoodRatio', () => {
  test('default: an unknown juror is believed four to one', () => {
    expect(likelihoodRatio(NO_LABELS, true)).toBe(90_852);
    expect(likelihoodRatio(NO_LABELS, false)).toBe(-90_852);
  });

  test('behavior: within four units of the true ratio, clipped', () => {
    fc.assert(
      fc.property(someCounts, (c) => {
        const tpr = (c.truePositive + 4 * LABEL) / (c.truePositive + c.falseNegative + 5 * LABEL);
        const fpr = (c.falsePositive + LABEL) / (c.falsePositive + c.trueNegative + 5 * LABEL);
        const clip = (x: number) => Math.max(-2.5, Math.min(2.5, x)) * NAT;
        const off = (vote: boolean, ratio: number) =>
          Math.abs(likelihoodRatio(c, vote) - clip(Math.log(ratio)));
        expect(off(true, tpr / fpr)).toBeLessThanOrEqual(4);
        expect(off(false, (1 - tpr) / (1 - fpr))).toBeLessThanOrEqual(4);
      }),
    );
  });

  test('behavior: a right vote never lowers the weight of the same vote', () => {
    fc.assert(
      fc.property(someCounts, fc.boolean(), (counts, vote) => {
        const sign = vote ? 1 : -1;
        const before = sign * likelihoodRatio(counts, vote);
        expect(sign * likelihoodRatio(addLabel(counts, vote, vote), vote)).toBeGreaterThanOrEqual(
          before - 4,
        );
        expect(sign * likelihoodRatio(addLabel(counts, vote, !vote), vote)).toBeLessThanOrEqual(
          before + 4,
        );
      }),
    );
  });

  test('behavior: a constant voter loses all weight', () => {
    let counts = NO_LABELS;
    for (let i = 0; i < 4_000; i += 1) counts = addLabel(counts, true, i % 4 === 0);
    expect(Math.abs(likelihoodRatio(counts, true))).toBeLessThan(NAT / 100);
  });
});

describe('decayCounts', () => {
  test('default: two percent are forgotten, never below zero', () => {
    const counts = decayCounts(addLabel(NO_LABELS, false, true));
    expect(counts).toEqual({ ...NO_LABELS, falseNegative: 980 });
    fc.assert(
      fc.property(someCounts, (some) => {
        const after = decayCounts(some);
        for (const cell of Object.keys(some) as (keyof typeof some)[]) {
          expect(after[cell]).toBeGreaterThanOrEqual(0);
          expect(after[cell]).toBeLessThanOrEqual(some[cell]);
        }
      }),
    );
  });
});
