import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expertSettlement } from './expertSettlement.ts';

describe('expertSettlement', () => {
  test('default: the one who was wrong pays the four who were right', () => {
    const right = [true, true, true, true, false];
    expect(expertSettlement(right, 100n)).toEqual([10n, 10n, 10n, 10n, -40n]);
    expect(expertSettlement([false], 100n)).toEqual([0n]);
  });

  test('behavior: zero-sum but for less than a wei a reader; nothing when all agree', () => {
    const readers = fc.array(fc.boolean(), { maxLength: 15 });
    fc.assert(
      fc.property(readers, fc.bigInt({ min: 0n, max: 10n ** 24n }), (right, value) => {
        const dust = -expertSettlement(right, value).reduce((a, b) => a + b, 0n);
        expect(dust >= 0n && dust <= BigInt(right.length)).toBe(true);
        const agreed = expertSettlement(
          right.map(() => true),
          value,
        );
        expect(agreed.every((pay) => pay === 0n)).toBe(true);
      }),
    );
  });
});
