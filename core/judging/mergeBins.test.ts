import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeBins } from './mergeBins.ts';

const seats = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('mergeBins', () => {
  test('default: small groups join a neighbour', () => {
    const sizes = (...groups: number[]) => mergeBins(groups.map(seats)).map((g) => g.length);
    expect(sizes(300, 200, 250)).toEqual([300, 200, 250]);
    expect(sizes(300, 20, 250)).toEqual([320, 250]);
    expect(sizes(20, 200, 250)).toEqual([220, 250]);
    expect(sizes(20, 0, 30)).toEqual([50]);
    expect(sizes(0, 0, 0)).toEqual([]);
  });

  test('behavior: keeps every seat in order; only a lone group is small', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(), { maxLength: 400 }), { maxLength: 5 }), (groups) => {
        const merged = mergeBins(groups);
        expect(merged.flat()).toEqual(groups.flat());
        expect(merged.length < 2 || merged.every((group) => group.length >= 200)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
