import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finalPoints, scoreAnswers, type ScorableAnswer, type ScorableItem } from './scoring.ts';

const item = (changes: Partial<ScorableItem> = {}): ScorableItem => ({
  id: 'a',
  verdict: 'valid',
  group: null,
  weight: { claimed: 10, proved: 10, confidence: 1, level: 1 },
  ...changes,
});

const answer = (slot: number, items: readonly ScorableItem[]): ScorableAnswer => ({
  slot,
  refused: false,
  items,
});

describe('scoreAnswers', () => {
  test('default: the best answer has full marks, silence and errors have none', () => {
    const sheet = scoreAnswers([
      answer(0, [item()]),
      answer(1, [item({ weight: { claimed: 3, proved: 3, confidence: 1, level: 1 } })]),
      answer(2, [item({ verdict: 'invalid' })]),
      answer(3, []),
    ]);
    expect(sheet.proved.slice(0, 4)).toEqual([255, 76, 0, 0]);
    expect(sheet.faults).toEqual([2]);
    expect(sheet.lanes).toEqual([]);
  });

  test('behavior: finders of one group share its decayed value', () => {
    const shared = item({ group: 'bug:x' });
    const sheet = scoreAnswers([
      answer(0, [shared, item({ id: 'b', group: 'bug:y' })]),
      answer(1, [shared]),
    ]);
    // 10·0.85/2 - 0.2 = 4.05 against 4.05 + 9.8
    expect(sheet.proved[1]).toBe(Math.floor(255 * (4.05 / 13.85)));
  });

  test('behavior: over-claiming severity only adds cost', () => {
    const honest = scoreAnswers([
      answer(0, [item({ weight: { claimed: 3, proved: 3, confidence: 1, level: 1 } })]),
      answer(1, [item()]),
    ]);
    const loud = scoreAnswers([
      answer(0, [item({ weight: { claimed: 10, proved: 3, confidence: 1, level: 1 } })]),
      answer(1, [item()]),
    ]);
    expect(loud.proved[0]).toBeLessThan(honest.proved[0] ?? 0);
  });

  test('behavior: a spray of guesses earns less than silence', () => {
    const spray = Array.from({ length: 20 }, (_, i) =>
      item({
        id: `g${i}`,
        verdict: i < 2 ? 'valid' : 'invalid',
        weight: { claimed: 10, proved: 10, confidence: 0.3, level: 0.4 },
      }),
    );
    const sheet = scoreAnswers([answer(0, spray), answer(1, [item()])]);
    expect(sheet.proved[0]).toBe(0);
  });

  test('behavior: expected score is highest when confidence is the true probability', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (p, c) => {
          const expected = (stated: number) =>
            p * (2 * stated - stated * stated) - (1 - p) * stated * stated;
          expect(expected(c)).toBeLessThanOrEqual(expected(p) + 1e-12);
        },
      ),
    );
  });

  test('behavior: at most 32 lanes, the same for every order of answers', () => {
    const open = (slot: number) =>
      answer(
        slot,
        Array.from({ length: 10 }, (_, i) => item({ id: `o${i}`, verdict: 'open' })),
      );
    const answers = [open(0), open(1), open(2), open(3)];
    const sheet = scoreAnswers(answers);
    expect(sheet.lanes).toHaveLength(32);
    expect(scoreAnswers([...answers].reverse()).lanes).toEqual(sheet.lanes);
  });

  test('behavior: a refused answer is a fault, an empty one is not', () => {
    const sheet = scoreAnswers([{ slot: 4, refused: true, items: [] }, answer(5, [])]);
    expect(sheet.faults).toEqual([4]);
  });
});

describe('finalPoints', () => {
  test('default: a lane adds its cap times the median', () => {
    expect(
      finalPoints(
        [10, 20],
        [
          { slot: 1, item: 'a', cap: 100 },
          { slot: 1, item: 'b', cap: 50 },
        ],
        [255, 127],
      ),
    ).toEqual([10, 20 + 100 + 24]);
  });
});
