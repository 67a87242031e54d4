import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundedEvidence } from './boundedEvidence.ts';
import { EXPERT_TIERS, nextTier, qualifiedTier, tierRule } from './expertTier.ts';
import { LABEL, NAT } from './units.ts';

const record = (right: number, wrong: number) => ({
  truePositive: right * LABEL,
  falseNegative: 0,
  falsePositive: wrong * LABEL,
  trueNegative: 0,
});

describe('qualifiedTier', () => {
  test('default: stake and record both count', () => {
    expect(qualifiedTier({ stake: 100n, counts: record(500, 10) }, 1n)).toBe('master');
    expect(qualifiedTier({ stake: 2n, counts: record(500, 10) }, 1n)).toBe('standard');
    expect(qualifiedTier({ stake: 100n, counts: record(75, 10) }, 1n)).toBe('standard');
    expect(qualifiedTier({ stake: 100n, counts: record(30, 0) }, 1n)).toBeNull();
    expect(qualifiedTier({ stake: 1n, counts: record(500, 10) }, 1n)).toBeNull();
  });

  test('behavior: more stake never lowers the tier, another wrong label never lifts it', () => {
    const rank = (stake: bigint, right: number, wrong: number) =>
      EXPERT_TIERS.findIndex(
        (one) => one === qualifiedTier({ stake, counts: record(right, wrong) }, 5n),
      );
    fc.assert(
      fc.property(fc.bigInt(0n, 200n), fc.nat(600), fc.nat(100), (stake, right, wrong) => {
        expect(rank(stake + 1n, right, wrong)).toBeGreaterThanOrEqual(rank(stake, right, wrong));
        // Volume may qualify; a wrong label must not be what does it.
        fc.pre(right + wrong >= 400);
        expect(rank(stake, right, wrong + 1)).toBeLessThanOrEqual(rank(stake, right, wrong));
      }),
    );
  });

  test('behavior: appeals climb to the last tier, panels stay odd and grow', () => {
    const climb = EXPERT_TIERS.map(nextTier);
    expect(climb).toEqual(['advanced', 'specialist', 'master', null]);
    const seats = EXPERT_TIERS.map((tier) => tierRule(tier).seats);
    expect(seats).toEqual([3, 7, 15, 31]);
  });
});

describe('boundedEvidence', () => {
  test('behavior: never moves further than 2.5 nats without proof, and stops short of overshooting', () => {
    const evidence = fc.integer({ min: -3 * NAT, max: 3 * NAT });
    fc.assert(
      fc.property(evidence, evidence, (first, second) => {
        const moved = boundedEvidence(first, second, false);
        expect(Math.abs(moved - first)).toBeLessThanOrEqual(2.5 * NAT);
        expect(moved).toBeGreaterThanOrEqual(Math.min(first, second));
        expect(moved).toBeLessThanOrEqual(Math.max(first, second));
        expect(boundedEvidence(first, second, true)).toBe(second);
      }),
    );
  });
});
