import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hex } from '../contentId.ts';
import { payBooks } from '../economy/payBooks.ts';
import { packLanes } from '../lanes.ts';
import { drawAudit } from './auditDraw.ts';
import { judgedItems, type JudgedTask } from './judgedTask.ts';
import { payEpochAt, payEpochs, scoreEpochs, wageOf, type ClosedTask } from './payEpochs.ts';
import { payScale } from './payScale.ts';
import { PPM } from './units.ts';

const stream: Hex = `0x${'77'.repeat(32)}`;
const VALID = 220;
const INVALID = 20;
const word = (seed: number): Hex => `0x${seed.toString(16).padStart(64, '0')}`;
const ownerOf = (juror: number): Hex => `0x${juror.toString(16).padStart(40, '0')}`;

/** A task of one item judged by three. */
function judged(over: Partial<ClosedTask> & { says: readonly number[] }): ClosedTask {
  const { says, ...rest } = over;
  return {
    task: 1n,
    closedAt: 10,
    medians: packLanes([VALID]),
    used: packLanes([0xff]),
    caps: packLanes([100]),
    laneSlots: packLanes([0], 0xff),
    miners: [9],
    votes: says.map((score, juror) => ({ juror: juror + 1, stage: 0, scores: packLanes([score]) })),
    lot: packLanes([0xff]),
    ruling: packLanes([VALID]),
    ...{ planted: new Map(), readings: [] },
    ...rest,
  };
}

const at = { origin: 0, last: 1 };

describe('judgedItems', () => {
  test('default: a drawn item has the experts’ label, an undrawn one none, whatever was ruled', () => {
    const [drawn] = judgedItems(judged({ says: [VALID] }));
    expect(drawn?.source).toEqual({ kind: 'drawn', label: true, probability: PPM });
    const [disputed] = judgedItems(judged({ says: [VALID], lot: packLanes([]) }));
    expect(disputed?.source).toEqual({ kind: 'undrawn' });
  });

  test('edge: drawn and never ruled on, or left open by the experts, it is left out', () => {
    const unruled = judged({ says: [VALID] });
    Reflect.deleteProperty(unruled, 'ruling');
    expect(judgedItems(unruled)).toEqual([]);
    expect(judgedItems(judged({ says: [VALID], ruling: packLanes([90]) }))).toEqual([]);
  });

  test('behavior: a planted item is known without any draw', () => {
    const planted = new Map([[0, false]]);
    const [item] = judgedItems(judged({ says: [VALID], lot: packLanes([]), planted }));
    expect(item).toMatchObject({ isPlanted: true, source: { kind: 'known', label: false } });
  });
});

describe('scoreEpochs', () => {
  test('default: whoever is right scores above whoever is wrong, abstainers are not scored', () => {
    const [epoch] = scoreEpochs([judged({ says: [VALID, VALID, INVALID, 0, 90] })], at);
    const scores = epoch?.scores ?? [];
    expect(scores.map(({ juror, label }) => [juror, label])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
    expect(scores[0]?.score).toBe(PPM);
    expect(scores[2]?.score).toBe(-PPM);
  });

  test('behavior: past labels make the records that later epochs are scored by', () => {
    const first = Array.from({ length: 20 }, (_, i) =>
      judged({ says: [VALID, INVALID, INVALID], task: BigInt(i + 1) }),
    );
    const later = judged({
      says: [VALID, INVALID, INVALID],
      ...{ task: 99n, closedAt: 86_410, lot: packLanes([]), medians: packLanes([INVALID]) },
    });
    const [, second] = scoreEpochs([...first, later], { origin: 0, last: 2 });
    const [right = 0, wrong = 0] = (second?.scores ?? []).map(({ score }) => score);
    // Nobody read it: the opinion of whoever was right before counts for more than two who were not.
    expect(second?.scores.every(({ label }) => label === null)).toBe(true);
    expect(right).toBeGreaterThan(wrong);
    expect(second?.records.judges.get(1)).toMatchObject({ truePositive: 19_600 });
  });

  test('behavior: the order of tasks changes nothing', () => {
    const tasks = Array.from({ length: 6 }, (_, i) =>
      judged({ says: [VALID, i % 2 === 0 ? INVALID : VALID], task: BigInt(i + 1) }),
    );
    expect(scoreEpochs(tasks.toReversed(), at)).toEqual(scoreEpochs(tasks, at));
  });

  test('behavior: over all beacons a score is the same whatever the other jurors said', () => {
    // The item is rejected, so that the lot decides: a thousand beacons stand for all.
    const mean = (others: number) => {
      const task = judged({ says: [INVALID, others, others], medians: packLanes([INVALID]) });
      const unread = { ...task };
      Reflect.deleteProperty(unread, 'ruling');
      const label = { ...task, ruling: packLanes([INVALID]) };
      const scores = Array.from({ length: 1_000 }, (__, seed) => {
        const lot = drawAudit(word(seed), task);
        const of = BigInt(lot) === 0n ? { ...unread, lot } : { ...label, lot };
        return scoreEpochs([of], at)[0]?.scores[0]?.score ?? 0;
      });
      return scores.reduce((sum, one) => sum + one, 0) / 1_000;
    };
    const [agreeing, opposing] = [mean(INVALID), mean(VALID)];
    // Each expects 1,000,000: right, and one in two is in a stratum without labels.
    expect(Math.abs(agreeing - PPM)).toBeLessThan(0.15 * PPM);
    expect(Math.abs(opposing - PPM)).toBeLessThan(0.35 * PPM);
  });
});

describe('payEpochs', () => {
  test('default: wages are 1.5 costs where the slope is 16, and an epoch is a day', () => {
    const { wage, slope } = payScale(32n, 0n);
    expect(wageOf(slope)).toBe(wage);
    expect([0, 86_399, 86_400].map((time) => payEpochAt(time, 0))).toEqual([1, 1, 2]);
  });

  test('behavior: accounts keep their index, what is owed adds up, nobody is paid by his place', () => {
    const says = fc.array(fc.constantFrom(VALID, INVALID, 0), { minLength: 3, maxLength: 7 });
    const some = fc.array(fc.tuple(says, fc.boolean(), fc.nat(2)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(some, (list) => {
        const tasks = list.map(([votes, label, day], i) =>
          judged({
            ...{ says: votes, task: BigInt(i + 1), closedAt: day * 86_400 },
            ruling: packLanes([label ? VALID : INVALID]),
          }),
        );
        const epochs = scoreEpochs(tasks, { origin: 0, last: 3 });
        const slopes = [1_600n, 3_200n, 1_600n];
        const books = payEpochs(epochs, { stream, ownerOf, slopes });
        for (const [i, book] of books.entries()) {
          const { entries } = payBooks(book);
          const next = books[i + 1];
          expect(next?.before ?? entries).toEqual(entries);
          for (const { index, account } of entries) {
            expect(next?.scores[index]?.account ?? account).toBe(account);
          }
          const seats = book.scores.reduce((sum, one) => sum + one.seats, 0);
          expect(seats).toBe(epochs[i]?.scores.length);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('edge: a task without answers or votes has no item', () => {
  const none: JudgedTask = { ...judged({ says: [] }), miners: [] };
  expect(judgedItems(none)).toEqual([]);
});
