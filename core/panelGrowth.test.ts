import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { likelihoodRatio } from './judging/likelihoodRatio.ts';
import { NO_SLOT, packLanes } from './lanes.ts';
import { GROWING, isLaneUndecided, isPanelUndecided, SURE } from './panelGrowth.ts';

const YES = 220;
const NO = 20;
const PLAUSIBLE = 90;
const newcomers = (scores: readonly number[]) =>
  isLaneUndecided(
    scores,
    scores.map(() => 1_000),
  );

describe('isLaneUndecided', () => {
  test('default: three who agree are enough, two against one are not, four against one are', () => {
    expect(newcomers([YES, YES, YES])).toBe(false);
    expect(newcomers([YES, NO, YES])).toBe(true);
    expect(newcomers([NO, NO, YES, NO, NO])).toBe(false);
    expect(newcomers([NO, NO, YES, NO, YES])).toBe(true);
  });

  test('behavior: who abstains, or says that it is plausible, decides nothing', () => {
    expect(newcomers([0, 0, 0])).toBe(true);
    expect(newcomers([PLAUSIBLE, PLAUSIBLE, PLAUSIBLE])).toBe(true);
    expect(newcomers([YES, YES, 0])).toBe(false);
    expect(newcomers([NO, PLAUSIBLE, NO])).toBe(false);
  });

  test('edge: the sides begin at 128 and end below 64; the threshold itself is enough', () => {
    expect([127, 128].map((score) => newcomers([score, score]))).toEqual([true, false]);
    expect([64, 63, 1].map((score) => newcomers([score, score]))).toEqual([true, false, false]);
    expect(isLaneUndecided([YES], [SURE - 1])).toBe(true);
    expect(isLaneUndecided([YES], [SURE])).toBe(false);
    expect(isLaneUndecided([NO], [SURE])).toBe(false);
  });

  test('default: weights stand for the evidence the sequential rule gives a juror without labels', () => {
    const counts = { truePositive: 0, falseNegative: 0, falsePositive: 0, trueNegative: 0 };
    const nats = likelihoodRatio(counts, true);
    expect(Math.round((1_000 * 144_179) / nats)).toBe(SURE);
    expect(SURE).toBe(1_587);
    expect(GROWING).toEqual({ first: 3, most: 11 });
  });

  test('property: swapping the sides, or the order of votes, changes nothing', () => {
    const votes = fc.array(
      fc.record({ score: fc.constantFrom(0, NO, PLAUSIBLE, YES), weight: fc.nat(2_000) }),
      { maxLength: 11 },
    );
    fc.assert(
      fc.property(votes, (list) => {
        const weights = list.map(({ weight }) => weight);
        const scores = list.map(({ score }) => score);
        const turned = scores.map((score) => (score === YES ? NO : score === NO ? YES : score));
        const is = isLaneUndecided(scores, weights);
        expect(isLaneUndecided(turned, weights)).toBe(is);
        expect(isLaneUndecided(scores.toReversed(), weights.toReversed())).toBe(is);
      }),
    );
  });
});

describe('isPanelUndecided', () => {
  const slots = packLanes([0, 1], NO_SLOT);
  const seat = (...scores: number[]) => ({ weight: 1_000, scores: packLanes(scores) });

  test('behavior: one undecided item is enough', () => {
    expect(isPanelUndecided(slots, [seat(YES, NO), seat(YES, NO), seat(YES, NO)])).toBe(false);
    expect(isPanelUndecided(slots, [seat(YES, NO), seat(YES, NO), seat(YES, YES)])).toBe(true);
  });

  test('behavior: lanes that are not used are not looked at', () => {
    const one = packLanes([0], NO_SLOT);
    expect(isPanelUndecided(one, [seat(YES, NO), seat(YES, NO), seat(YES, YES)])).toBe(false);
  });

  test('edge: without a quorum a panel grows, however sure those are who judged', () => {
    const sure = seat(YES, NO);
    const silent = { weight: 1_000 };
    expect(isPanelUndecided(slots, [sure, sure, silent])).toBe(false);
    expect(isPanelUndecided(slots, [sure, sure, silent, silent])).toBe(true);
    expect(isPanelUndecided(slots, [])).toBe(true);
  });
});
