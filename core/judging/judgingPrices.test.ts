import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgingPrices } from './judgingPrices.ts';

const TOS = 10n ** 18n;
const wei = fc.bigInt({ min: 0n, max: 10n ** 24n });

describe('judgingPrices', () => {
  test('default: a seat on a whole task of 100 TOS earns 3.1 TOS, an expert 4.3', () => {
    const { call, reading } = judgingPrices({ peers: 18n * TOS, experts: 9n * TOS }, 10);
    expect(Number(call * 10n) / 1e18).toBeCloseTo(3.12, 2);
    // An expert reads about three findings of ten.
    expect(Number(reading * 3n) / 1e18).toBeCloseTo(4.28, 2);
  });

  test('behavior: the expected need never costs more than the pools', () => {
    fc.assert(
      fc.property(wei, wei, fc.integer({ min: 1, max: 640 }), (peers, experts, findings) => {
        const { call, reading } = judgingPrices({ peers, experts }, findings);
        const count = BigInt(findings);
        expect((call * count * 576n) / 100n <= peers).toBe(true);
        expect((reading * count * 63n) / 100n <= experts).toBe(true);
      }),
    );
  });
});
