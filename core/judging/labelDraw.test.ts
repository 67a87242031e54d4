import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLAIMANT_CLASSES } from './claimantClass.ts';
import { isLabelDrawn, labelProbability, leastLabelProbability } from './labelDraw.ts';
import { PPM } from './units.ts';

describe('labelProbability', () => {
  test('default: the table of the rule', () => {
    const at = (logOdds: number) => ({ logOdds, stages: 1 });
    const table = [at(0), at(144_179), at(-144_179)].flatMap((panel) => [
      labelProbability(panel, 'low', 'usual'),
      labelProbability(panel, 'high', 'usual'),
    ]);
    expect(table).toEqual([PPM, PPM, 600_000, PPM, 150_000, 250_000]);
  });

  test('behavior: what is accepted of a claimant without a record is always read', () => {
    const accepted = { logOdds: 144_179, stages: 1 };
    const rejected = { logOdds: -144_179, stages: 1 };
    expect(labelProbability(accepted, 'low', 'new')).toBe(PPM);
    expect(labelProbability(rejected, 'low', 'new')).toBe(150_000);
  });

  test('behavior: never below the least of its class', () => {
    const aClass = fc.constantFrom('low' as const, 'high' as const);
    const aClaimant = fc.constantFrom(...CLAIMANT_CLASSES);
    fc.assert(
      fc.property(fc.integer(), aClass, aClaimant, (logOdds, valueClass, claimant) => {
        expect(
          labelProbability({ logOdds, stages: 1 }, valueClass, claimant),
        ).toBeGreaterThanOrEqual(leastLabelProbability(valueClass));
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
