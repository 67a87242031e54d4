import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertSplit, settle } from './payout.ts';

const TOS = 10n ** 18n;
const split = { miners: 6500, peers: 1800, experts: 900, network: 800 };

const total = (s: ReturnType<typeof settle>, attesters: number) =>
  [...s.miners, ...s.peers].reduce((a, b) => a + b, 0n) +
  s.autoEach * BigInt(attesters) +
  s.treasury +
  s.refunded;

describe('assertSplit', () => {
  test('default: accepts the ranges of the reward table', () => {
    expect(() => assertSplit(split)).not.toThrow();
  });

  test('error: a part outside its range, or a sum that is not the whole', () => {
    expect(() => assertSplit({ ...split, miners: 7001 })).toThrow(/split.miners/);
    expect(() => assertSplit({ ...split, miners: 6400 })).toThrow(/sums to 9900/);
  });
});

describe('settle', () => {
  test('behavior: without a dispute the winner of 50 gets 45 (seed 001, scenario 2)', () => {
    const result = settle({
      reward: 50n * TOS,
      split: { miners: 6500, peers: 1750, experts: 750, network: 1000 },
      points: [255],
      seats: [],
      attesters: 2,
    });
    expect(result.miners).toEqual([45n * TOS]);
    expect(result.autoEach).toBe((5n * TOS) / 4n);
    expect(result.refunded).toBe(0n);
  });

  test('behavior: a seat of a growing panel pays the same however many sit in the end', () => {
    const given = { reward: 100n * TOS, split, points: [255], attesters: 0, seatShares: 11 };
    const short = settle({ ...given, seats: [true, true, true] });
    const long = settle({ ...given, seats: Array.from({ length: 11 }, (_, i) => i !== 4) });
    const each = (18n * TOS) / 11n;
    expect(short.peers).toEqual([each, each, each]);
    expect(long.peers[4]).toBe(0n);
    expect(long.peers[10]).toBe(each);
    expect(short.refunded - long.refunded).toBe(7n * each);
    for (const one of [short, long]) expect(total(one, 0)).toBe(given.reward);
  });

  test('behavior: a seat that did not reveal is refunded, not shared', () => {
    const result = settle({
      reward: 100n * TOS,
      split,
      points: [255, 85],
      seats: [true, false, true],
      attesters: 2,
    });
    expect(result.peers).toEqual([6n * TOS, 0n, 6n * TOS]);
    expect(result.refunded).toBe(6n * TOS + 9n * TOS);
  });

  test('behavior: nothing right, the miners’ part goes back to the publisher', () => {
    const result = settle({ reward: 10n * TOS, split, points: [0, 0], seats: [], attesters: 1 });
    expect(result.miners).toEqual([0n, 0n]);
    expect(result.refunded).toBe((10n * TOS * 9200n) / 10_000n);
  });

  test('behavior: every wei is accounted for', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 96n - 1n }),
        fc.array(fc.integer({ min: 0, max: 8415 }), { maxLength: 32 }),
        fc.array(fc.boolean(), { maxLength: 15 }),
        fc.integer({ min: 0, max: 5 }),
        (reward, points, seats, attesters) => {
          const result = settle({ reward, split, points, seats, attesters });
          expect(total(result, attesters)).toBe(reward);
          expect(result.refunded).toBeGreaterThanOrEqual(0n);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
