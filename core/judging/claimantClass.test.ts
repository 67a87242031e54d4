import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLAIMANT_CLASSES, claimantClass } from './claimantClass.ts';
import { addWeight, NO_WEIGHTS } from './truthShare.ts';
import { PPM } from './units.ts';

const record = (valid: number, invalid: number) => ({
  valid: valid * PPM,
  all: (valid + invalid) * PPM,
});

describe('claimantClass', () => {
  test('default: by the share of valid claims, once there are ten labels', () => {
    expect(claimantClass(NO_WEIGHTS)).toBe('new');
    expect(claimantClass(record(9, 0))).toBe('new');
    expect(claimantClass(record(0, 20))).toBe('poor');
    expect(claimantClass(record(5, 15))).toBe('usual');
    expect(claimantClass(record(10, 10))).toBe('good');
  });

  test('behavior: a label moves the class only to its own side, and never back to new', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.boolean(), (valid, invalid, label) => {
        const before = record(valid, invalid);
        fc.pre(claimantClass(before) !== 'new');
        const rank = (one: typeof before) => CLAIMANT_CLASSES.indexOf(claimantClass(one));
        const moved = rank(addWeight(before, label, PPM)) - rank(before);
        expect(label ? moved >= 0 : moved <= 0).toBe(true);
        expect(rank(before)).toBeGreaterThan(0);
      }),
    );
  });
});
