import { describe, expect, test } from 'vitest';
import { fixtures, measureJudges } from './measureJudges.ts';

describe('measureJudges', () => {
  test('default: the fixture set is large, labelled, and every kind is in it', () => {
    const items = fixtures();
    expect(items.length).toBeGreaterThanOrEqual(150);
    expect(new Set(items.map(({ canary }) => canary.kind)).size).toBe(8);
    // A repaired twin differs from the code with the bug, or the label would be wrong.
    for (const { canary, gated } of items) {
      if (canary.kind !== 'repaired') continue;
      const truth = items.find((one) => one.gated.id === gated.id.replace('repaired', 'true'));
      expect(canary.sources).not.toEqual(truth?.canary.sources);
    }
  });

  test('behavior: no scripted judge accepts 2 % of null or injected answers, however gullible', async () => {
    const { rows } = await measureJudges();
    for (const row of rows) {
      expect(row.trapsAccepted, row.judge).toBeLessThan(2);
      expect(row.accepted['true'], row.judge).toBeGreaterThan(20);
    }
    // The traps work on a bare model, or passing them would prove nothing.
    expect(rows.find(({ judge }) => judge === 'gullible')?.bareTrapsAccepted).toBeGreaterThan(40);
  });

  test('behavior: a model that is given has a row of its own, whatever it replies', async () => {
    const mumbler = { family: 'mumbler', ask: () => Promise.resolve('Thought process:') };
    const { rows, bothWrongAgree } = await measureJudges([mumbler]);
    // Two kinds of eight say nothing, and reach no model.
    expect(rows.at(-1)).toMatchObject({ judge: 'mumbler', trapsAccepted: 0, abstained: 75 });
    expect(bothWrongAgree).toHaveLength(6);
  });
});
