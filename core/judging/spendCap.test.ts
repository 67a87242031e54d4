import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spendCapped } from './spendCap.ts';

const wei = fc.bigInt({ min: 0n, max: 10n ** 22n });

describe('spendCapped', () => {
  test('default: the escrow first, then the reserve, then no more', () => {
    expect(spendCapped({ escrow: 10n, reserve: 5n }, 8n)).toEqual({ escrow: 2n, reserve: 5n });
    expect(spendCapped({ escrow: 2n, reserve: 5n }, 7n)).toEqual({ escrow: 0n, reserve: 0n });
    expect(spendCapped({ escrow: 2n, reserve: 5n }, 8n)).toBeNull();
  });

  test('behavior: takes the price exactly and leaves nothing negative', () => {
    fc.assert(
      fc.property(wei, wei, wei, (escrow, reserve, price) => {
        const left = spendCapped({ escrow, reserve }, price);
        expect(left === null).toBe(price > escrow + reserve);
        if (left === null) return;
        expect(left.escrow + left.reserve).toBe(escrow + reserve - price);
        expect(left.escrow >= 0n && left.reserve >= 0n).toBe(true);
      }),
    );
  });
});
