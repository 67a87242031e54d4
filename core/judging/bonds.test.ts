import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditScore } from './auditScore.ts';
import { claimBond } from './claimBond.ts';
import { noRevealPenalty, worstLoss } from './noRevealPenalty.ts';
import { PPM } from './units.ts';

const wei = fc.bigInt({ min: 0n, max: 10n ** 24n });

describe('claimBond', () => {
  test('default: 30 % of the value, at least 15 costs', () => {
    expect(claimBond(1_000n, 10n)).toBe(300n);
    expect(claimBond(100n, 10n)).toBe(150n);
  });

  test('behavior: never falls with value or cost', () => {
    fc.assert(
      fc.property(wei, wei, wei, (value, cost, more) => {
        expect(claimBond(value + more, cost) >= claimBond(value, cost)).toBe(true);
        expect(claimBond(value, cost + more) >= claimBond(value, cost)).toBe(true);
      }),
    );
  });
});

describe('noRevealPenalty', () => {
  test('default: three halves of the worst loss', () => {
    expect(worstLoss(300n, 150_000)).toBe(4_000n);
    expect(noRevealPenalty(300n, 150_000)).toBe(6_000n);
  });

  test('behavior: no revealed vote scores worse than the loss it assumes', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: PPM }),
        fc.integer({ min: -500_000, max: 500_000 }),
        fc.integer({ min: 150_000, max: PPM }),
        (vote, label, truthShare, othersLogOdds, probability) => {
          const seat = { vote, truthShare, othersLogOdds };
          const score = auditScore(seat, { kind: 'drawn', label, probability });
          const slope = BigInt(PPM);
          expect(-BigInt(score)).toBeLessThanOrEqual(worstLoss(slope, 150_000) + 1n);
        },
      ),
    );
  });
});
