import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addStage, binOf, isResolved, nextStage, openPanel } from './panel.ts';
import { PPM } from './units.ts';

const anEvidence = fc.integer({ min: -163_840, max: 163_840 });

describe('panel', () => {
  test('default: three jurors who agree are enough, a split asks two more', () => {
    const open = openPanel(250_000);
    expect([nextStage(open), binOf(open)]).toEqual([3, 0]);
    const agreed = addStage(open, [-90_852, -90_852, -90_852]);
    expect([nextStage(agreed), isResolved(agreed)]).toEqual([0, true]);
    const split = addStage(open, [90_852, 90_852, -90_852]);
    expect([nextStage(split), binOf(split)]).toEqual([2, 1]);
  });

  test('behavior: at most eleven jurors', () => {
    let panel = openPanel(PPM / 2);
    let drawn = 0;
    for (let size = nextStage(panel); size > 0; size = nextStage(panel)) {
      drawn += size;
      panel = addStage(panel, []);
    }
    expect(drawn).toBe(11);
    expect(isResolved(panel)).toBe(false);
  });

  test('behavior: a strong prior alone never ends a panel', () => {
    expect(nextStage(openPanel(1))).toBe(3);
    expect(nextStage(openPanel(PPM))).toBe(3);
  });

  test('behavior: order of votes is immaterial, more evidence is never less', () => {
    fc.assert(
      fc.property(fc.array(anEvidence), anEvidence, fc.integer(), (votes, more, share) => {
        const panel = openPanel(share);
        const { logOdds } = addStage(panel, votes);
        expect(addStage(panel, votes.toReversed()).logOdds).toBe(logOdds);
        const higher = addStage(panel, [...votes, Math.abs(more)]).logOdds;
        expect(higher).toBeGreaterThanOrEqual(logOdds);
      }),
    );
  });
});
