import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelOf, readersNeeded } from './expertReading.ts';

describe('readersNeeded', () => {
  test('default: one key for cheap findings, two for dear ones, five on any disagreement', () => {
    const low = { valueClass: 'low', verdict: true } as const;
    const high = { valueClass: 'high', verdict: true } as const;
    expect(readersNeeded([], low)).toBe(1);
    expect(readersNeeded([true], low)).toBe(0);
    expect(readersNeeded([false], low)).toBe(4);
    expect(readersNeeded([], high)).toBe(2);
    expect(readersNeeded([true], high)).toBe(1);
    expect(readersNeeded([true, true], high)).toBe(0);
    expect(readersNeeded([true, false], high)).toBe(3);
    expect(readersNeeded([false, false], high)).toBe(3);
  });

  test('behavior: ends with the keys or with five, and nobody overturns a panel alone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('low' as const, 'high' as const),
        fc.boolean(),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        (valueClass, verdict, says) => {
          let read: boolean[] = [];
          for (let more = 1; more > 0;) {
            more = readersNeeded(read, { valueClass, verdict });
            read = says.slice(0, read.length + more);
          }
          expect([valueClass === 'low' ? 1 : 2, 5]).toContain(read.length);
          const against = read.filter((one) => one !== verdict).length;
          if (labelOf(read) !== verdict) expect(against).toBeGreaterThanOrEqual(3);
        },
      ),
    );
  });
});
