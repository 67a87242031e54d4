import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLabelDrawn, labelProbability, leastLabelProbability } from './labelDraw.ts';
import { PPM } from './units.ts';

describe('labelProbability', () => {
  test('default: the table of the rule', () => {
    const at = (logOdds: number) => ({ logOdds, stages: 1 });
    const table = [at(0), at(144_179), at(-144_179)].flatMap((panel) => [
      labelProbability(panel, 'low'),
      labelProbability(panel, 'high'),
    ]);
    expect(table).toEqual([PPM, PPM, 600_000, PPM, 150_000, 250_000]);
  });

  test('behavior: never below the least of its class', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('low', 'high'), (logOdds, valueClass) => {
        expect(labelProbability({ logOdds, stages: 1 }, valueClass)).toBeGreaterThanOrEqual(
          leastLabelProbability(valueClass),
        );
      }),
    );
  });
});

describe('isLabelDrawn', () => {
  test('behavior: draws exactly its share of all beacon words', () => {
    const drawn = (probability: number) => {
      let count = 0;
      for (let word = 0n; word < 1_000_000n; word += 997n)
        count += isLabelDrawn(word, probability) ? 1 : 0;
      return count;
    };
    expect(drawn(PPM)).toBe(1004);
    expect(drawn(250_000)).toBe(251);
    expect(drawn(0)).toBe(0);
  });
});
