import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addWeight, decayWeights, NO_WEIGHTS, truthShare } from './truthShare.ts';
import { PPM } from './units.ts';

describe('truthShare', () => {
  test('default: a half before any label, then the weighted share', () => {
    expect(truthShare(NO_WEIGHTS)).toBe(PPM / 2);
    const one = addWeight(NO_WEIGHTS, false, 250_000);
    expect(one).toEqual({ valid: 0, all: 4 * PPM });
    expect(truthShare(one)).toBe(100_000);
    expect(decayWeights(one)).toEqual({ valid: 0, all: 3_400_000 });
  });

  test('behavior: the mean weight of a finding over its draw is one, whatever the probability', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50_000, max: PPM }), fc.boolean(), (probability, label) => {
        const { all, valid } = addWeight(NO_WEIGHTS, label, probability);
        expect(Math.abs((probability * all) / PPM - PPM)).toBeLessThanOrEqual(1);
        expect(valid).toBe(label ? all : 0);
      }),
    );
  });

  test('behavior: a label moves the share to its side', () => {
    const someLabels = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 50_000, max: PPM })));
    fc.assert(
      fc.property(someLabels, fc.boolean(), (labels, label) => {
        const before = labels.reduce((sum, [one, q]) => addWeight(sum, one, q), NO_WEIGHTS);
        const moved = truthShare(addWeight(before, label, PPM)) - truthShare(before);
        expect(label ? moved >= 0 : moved <= 0).toBe(true);
      }),
    );
  });
});
