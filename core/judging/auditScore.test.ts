import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditScore } from './auditScore.ts';
import { PPM } from './units.ts';

const aShare = fc.integer({ min: 0, max: PPM });
const aProbability = fc.integer({ min: 50_000, max: PPM });
const aLogOdds = fc.integer({ min: -2_000_000, max: 2_000_000 });

/** Expectation over the draw, by enumeration, in ppm. */
function expectedScore(
  seat: Parameters<typeof auditScore>[0],
  label: boolean,
  probability: number,
): number {
  const drawn = auditScore(seat, { kind: 'drawn', label, probability });
  const undrawn = auditScore(seat, { kind: 'undrawn' });
  return (probability * drawn + (PPM - probability) * undrawn) / PPM;
}

describe('auditScore', () => {
  test('default: right and wrong on a known label', () => {
    const seat = { vote: true, truthShare: 250_000, othersLogOdds: 0 };
    expect(auditScore(seat, { kind: 'known', label: true })).toBe(1_500_000);
    expect(auditScore(seat, { kind: 'known', label: false })).toBe(-500_000);
    expect(auditScore({ ...seat, vote: false }, { kind: 'known', label: false })).toBe(500_000);
  });

  test('behavior: the mean over the draw depends on neither the others nor the draw', () => {
    fc.assert(
      fc.property(
        fc.record({ vote: fc.boolean(), truthShare: aShare, othersLogOdds: aLogOdds }),
        fc.boolean(),
        aProbability,
        (seat, label, probability) => {
          const known = auditScore(seat, { kind: 'known', label });
          expect(Math.abs(expectedScore(seat, label, probability) - known)).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('behavior: a constant vote is worth nothing where the prior is right', () => {
    fc.assert(
      fc.property(
        aShare,
        aLogOdds,
        aProbability,
        fc.boolean(),
        (truthShare, othersLogOdds, q, vote) => {
          const seat = { vote, truthShare, othersLogOdds };
          const mean =
            (truthShare * expectedScore(seat, true, q) +
              (PPM - truthShare) * expectedScore(seat, false, q)) /
            PPM;
          expect(Math.abs(mean)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('behavior: the vote that the signal favours has the higher expectation', () => {
    fc.assert(
      fc.property(aShare, aShare, (truthShare, belief) => {
        fc.pre(Math.abs(belief - truthShare) > 1);
        const mean = (vote: boolean) => {
          const seat = { vote, truthShare, othersLogOdds: 0 };
          const score = (label: boolean) => auditScore(seat, { kind: 'known', label });
          return belief * score(true) + (PPM - belief) * score(false);
        };
        expect(mean(true) > mean(false)).toBe(belief > truthShare);
      }),
    );
  });
});
