import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { courtCost, isCoherent, isOverturned, tierMoney } from './courtMoney.ts';
import { packLanes } from './lanes.ts';

const TOS = 10n ** 18n;
const verdict = (score: number, guilt = 0) => ({ scores: packLanes([200, score]), guilt });

describe('court money', () => {
  test('default: tiers cost 15, 70, 225 and 620 TOS, as the contract says', () => {
    expect([1, 2, 3, 4].map((tier) => courtCost(tier) / TOS)).toEqual([15n, 70n, 225n, 620n]);
  });

  test('behavior: more than 64 apart is no agreement, more than 32 is a change', () => {
    expect(isCoherent(verdict(100), verdict(164))).toBe(true);
    expect(isCoherent(verdict(100), verdict(165))).toBe(false);
    expect(isCoherent(verdict(100, 200), verdict(100, 0))).toBe(false);
    expect(isOverturned(verdict(100), verdict(132))).toBe(false);
    expect(isOverturned(verdict(100), verdict(133))).toBe(true);
  });

  test('behavior: nobody is paid from nothing: what goes out is what was put up, and the insurance', () => {
    const tiers = fc.record({
      tier: fc.integer({ min: 1, max: 4 }),
      ruled: fc.boolean(),
      defended: fc.boolean(),
      overturned: fc.boolean(),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(tiers, ({ part, ...at }) => {
        const coherent = Math.floor(part * (2 ** (at.tier + 1) - 1));
        const money = tierMoney({ ...at, coherent });
        const cost = courtCost(at.tier);
        const put = 2n * cost + (at.defended ? cost : 0n);
        const fees = at.ruled ? money.fee * BigInt(coherent) : 0n;
        const out = fees + money.appellant + money.defender - money.shortfall;
        expect(out <= put).toBe(true);
        expect(money.appellant >= money.shortfall).toBe(true);
      }),
    );
  });
});
