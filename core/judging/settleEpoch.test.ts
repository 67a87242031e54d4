import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { payScale } from './payScale.ts';
import { settleEpoch } from './settleEpoch.ts';

const COST = 31n * 10n ** 15n;
const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n);

const aSeat = fc.record({
  score: fc.integer({ min: -14_000_000, max: 14_000_000 }),
  clusterSeats: fc.integer({ min: 1, max: 11 }),
});
const someSeats = fc.array(aSeat, { maxLength: 300 });
const aScale = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.bigInt({ min: 0n, max: 10n ** 22n }))
  .map(([cost, value]) => payScale(cost, value));

describe('payScale', () => {
  test('default: wage 1.5 and slope 16 costs, doubled at sixty costs of value', () => {
    expect(payScale(30n, 0n)).toEqual({ wage: 45n, slope: 480n });
    expect(payScale(30n, 1_800n)).toEqual({ wage: 45n, slope: 960n });
  });
});

describe('settleEpoch', () => {
  test('default: the better seat gains what the other loses', () => {
    const seats = [
      { score: 1_000_000, clusterSeats: 1 },
      { score: 0, clusterSeats: 1 },
    ];
    const { pays, dust } = settleEpoch(seats, { wage: 100n, slope: 10n });
    expect([pays, dust]).toEqual([[110n, 90n], 0n]);
  });

  test('behavior: pays are wages less dust, to the wei, and dust is less than one a seat', () => {
    fc.assert(
      fc.property(someSeats, aScale, (seats, scale) => {
        const { pays, dust } = settleEpoch(seats, scale);
        const wages = sum(seats.map(({ clusterSeats }) => scale.wage / BigInt(clusterSeats)));
        expect(sum(pays)).toBe(wages - dust);
        expect(dust).toBeGreaterThanOrEqual(0n);
        expect(dust < BigInt(Math.max(1, seats.length))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('behavior: order changes nothing, and equal work is equal pay under any name', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(aSeat, fc.nat()), { maxLength: 300 }),
        aScale,
        (keyed, scale) => {
          const seats = keyed.map(([seat]) => seat);
          const order = keyed.map(([seat, key], i) => ({ seat, i, key }));
          order.sort((a, b) => a.key - b.key);
          const { pays } = settleEpoch(seats, scale);
          const moved = settleEpoch(
            order.map(({ seat }) => seat),
            scale,
          ).pays;
          order.forEach(({ i }, place) => expect(moved[place]).toBe(pays[i]));
        },
      ),
    );
  });

  test('behavior: a seat gains by its own score and never by another', () => {
    fc.assert(
      fc.property(
        fc.array(aSeat, { minLength: 2, maxLength: 50 }),
        fc.nat(1_000_000),
        (seats, more) => {
          const scale = payScale(COST, 0n);
          const raised = seats.map((seat, i) =>
            i === 0 ? { ...seat, score: seat.score + more } : seat,
          );
          const before = settleEpoch(seats, scale).pays;
          const after = settleEpoch(raised, scale).pays;
          after.forEach((pay, i) => {
            expect(i === 0 ? pay >= (before[i] ?? 0n) : pay <= (before[i] ?? 0n)).toBe(true);
          });
        },
      ),
    );
  });

  test('args: no seat, one seat', () => {
    expect(settleEpoch([], payScale(COST, 0n))).toEqual({ pays: [], dust: 0n });
    const one = settleEpoch([{ score: -9, clusterSeats: 1 }], { wage: 7n, slope: 1_000_000n });
    expect(one).toEqual({ pays: [7n], dust: 0n });
  });
});
