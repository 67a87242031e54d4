import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naturalLog } from './naturalLog.ts';
import { NAT } from './units.ts';

const anInteger = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
);

describe('naturalLog', () => {
  test('default: known values', () => {
    expect([1, 2, 3, 10].map(naturalLog)).toEqual([0, 45426, 71999, 150902]);
  });

  test('behavior: within one unit of the true logarithm', () => {
    fc.assert(
      fc.property(anInteger, (x) => {
        expect(Math.abs(naturalLog(x) - NAT * Math.log(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 5_000 },
    );
  });

  test('behavior: never falls', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.nat(1_000), (x, more) => {
        expect(naturalLog(x + more)).toBeGreaterThanOrEqual(naturalLog(x));
      }),
    );
  });

  test('error: zero, negative, fractional', () => {
    for (const x of [0, -1, 1.5]) expect(() => naturalLog(x)).toThrow(RangeError);
  });
});
