import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitedPrice, raisedPrice } from './gasPrice.ts';

const wei = fc.bigInt({ min: 0n, max: 10n ** 13n });
const price = fc.tuple(wei, wei).map(([a, b]) => ({ most: a > b ? a : b, tip: a > b ? b : a }));

describe('gas price', () => {
  test('behavior: a raised price is one that nodes take, within the limit', () => {
    fc.assert(
      fc.property(price, price, wei, (before, now, limit) => {
        const raised = raisedPrice(before, now, limit);
        if (raised === undefined) {
          expect(limit * 10n).toBeLessThan(before.most * 11n + 10n);
          return;
        }
        expect(raised.most).toBeLessThanOrEqual(limit);
        expect(raised.most * 10n).toBeGreaterThanOrEqual(before.most * 11n);
        expect(raised.tip).toBeLessThanOrEqual(raised.most);
        if (raised.most > before.tip * 2n + 2n) {
          expect((raised.tip ?? 0n) * 10n).toBeGreaterThanOrEqual(before.tip * 11n);
        }
      }),
    );
  });

  test('behavior: a limit cuts both parts, and none cuts nothing', () => {
    expect(limitedPrice({ most: 100n, tip: 60n }, 50n)).toEqual({ most: 50n, tip: 50n });
    expect(limitedPrice({ most: 100n, tip: 60n }, null)).toEqual({ most: 100n, tip: 60n });
    expect(limitedPrice({ most: 100n, tip: null }, 50n)).toEqual({ most: 50n, tip: null });
  });
});
