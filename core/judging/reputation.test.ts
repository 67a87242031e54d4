import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_LABELS } from './labelCounts.ts';
import { reputation } from './reputation.ts';
import { LABEL, PPM } from './units.ts';

const record = (right: number, wrong: number) =>
  reputation({ ...NO_LABELS, trueNegative: right * LABEL, falsePositive: wrong * LABEL });

/** The same bound in floating point. */
function wilson(s: number, n: number): number {
  const z = 1.645;
  return (s + z ** 2 / 2 - z * Math.sqrt((s * (n - s)) / n + z ** 2 / 4)) / (n + z ** 2);
}

describe('reputation', () => {
  test('default: the four levels and their bonus', () => {
    const levels = [record(0, 0), record(90, 10), record(950, 50), record(990, 10)];
    expect(levels.map(({ level, bonusBps }) => [level, bonusBps])).toEqual([
      ['beginner', 0],
      ['skilled', 1_000],
      ['expert', 2_000],
      ['master', 3_000],
    ]);
  });

  test('behavior: a short spotless record proves little', () => {
    expect(record(5, 0).level).toBe('beginner');
    expect(record(20, 0).level).toBe('expert');
  });

  test('behavior: the bound is that of Wilson to 5 ppm, never above the plain rate', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(20_000), (right, wrong) => {
        fc.pre(right + wrong > 0);
        const { lowerBound } = record(right, wrong);
        const exact = Math.max(0, wilson(right, right + wrong)) * PPM;
        expect(Math.abs(lowerBound - exact)).toBeLessThanOrEqual(5);
        expect(lowerBound).toBeLessThanOrEqual((right / (right + wrong)) * PPM + 1);
      }),
    );
  });

  test('behavior: rises with a right vote, falls with a wrong one', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), (right, wrong) => {
        const { lowerBound } = record(right, wrong);
        expect(record(right + 1, wrong).lowerBound).toBeGreaterThanOrEqual(lowerBound - 2);
        expect(record(right, wrong + 1).lowerBound).toBeLessThanOrEqual(lowerBound + 2);
      }),
    );
  });
});
