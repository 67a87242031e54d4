import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchOneToOne } from './matchOneToOne.ts';

const total = (weights: readonly (readonly number[])[], pairs: ReturnType<typeof matchOneToOne>) =>
  pairs.reduce((sum, { finding, label }) => sum + (weights[finding]?.[label] ?? 0), 0);

/** Every way there is, for small tables. */
function best(weights: readonly (readonly number[])[], used: readonly number[] = []): number {
  const [row, ...rest] = weights;
  if (row === undefined) return 0;
  const choices = row.map((weight, label) =>
    weight > 0 && !used.includes(label) ? weight + best(rest, [...used, label]) : 0,
  );
  return Math.max(best(rest, used), ...choices);
}

describe('matchOneToOne', () => {
  test('default: one finding to one label and back', () => {
    expect(
      matchOneToOne([
        [2, 3],
        [0, 3],
        [1, 1],
      ]),
    ).toEqual([
      { finding: 0, label: 0 },
      { finding: 1, label: 1 },
    ]);
    expect(matchOneToOne([])).toEqual([]);
    expect(matchOneToOne([[0], [0]])).toEqual([]);
  });

  test('behavior: of equals the earlier finding and the earlier label', () => {
    expect(
      matchOneToOne([
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
    ).toEqual([
      { finding: 0, label: 0 },
      { finding: 1, label: 1 },
    ]);
  });

  test('behavior: nothing is matched twice and no other pairing is worth more', () => {
    const table = fc.integer({ min: 0, max: 5 }).chain(
      (labels) =>
        fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: labels, maxLength: labels }), { maxLength: 6 }), // prettier-ignore
    );
    fc.assert(
      fc.property(table, (weights) => {
        const pairs = matchOneToOne(weights);
        expect(new Set(pairs.map(({ label }) => label)).size).toBe(pairs.length);
        expect(new Set(pairs.map(({ finding }) => finding)).size).toBe(pairs.length);
        expect(total(weights, pairs)).toBe(best(weights));
        expect(matchOneToOne(weights)).toEqual(pairs);
      }),
    );
  });
});
