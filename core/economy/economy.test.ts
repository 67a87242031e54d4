import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TASK_KINDS } from '../taskKind.ts';
import { levelBonus } from './levelBonus.ts';
import { PENALTIES } from './penalties.ts';
import { publicationFee } from './publicationFee.ts';
import { publisherStake } from './publisherStake.ts';
import { levelView, REPUTATION_LEVELS, reputationLevel } from './reputationLevel.ts';
import { adjustFactor } from './rewardAdjustment.ts';
import { REWARD_TABLE, rewardRange } from './rewardTable.ts';
import { trustLevel } from './trustLevel.ts';

const TOS = 10n ** 18n;

describe('levelView', () => {
  test('default: seed 001, "Reputation System"', () => {
    expect(REPUTATION_LEVELS.map(levelView)).toEqual([
      { bonusBps: 0, priority: 'low' },
      { bonusBps: 1_000, priority: 'medium' },
      { bonusBps: 2_000, priority: 'high' },
      { bonusBps: 3_000, priority: 'highest' },
    ]);
  });
});

describe('rewardTable', () => {
  test.each([
    // Seed 001, "Base Reward Table", one line each.
    ['syntax', 5n, 10n],
    ['statistics', 15n, 45n],
    ['audit', 50n, 200n],
    ['optimization', 100n, 500n],
  ] as const)('default: %s pays %s to %s TOS', (kind, low, high) => {
    expect(rewardRange(REWARD_TABLE[kind])).toEqual([low * TOS, high * TOS]);
  });

  test('behavior: every kind has a row', () => {
    expect(Object.keys(REWARD_TABLE)).toEqual([...TASK_KINDS]);
  });
});

describe('publicationFee', () => {
  test('default: 10 to 200 TOS by complexity (seed 001, "Economic Investment")', () => {
    expect(publicationFee(5n * TOS)).toBe(10n * TOS);
    expect(publicationFee(100n * TOS)).toBe(40n * TOS);
    expect(publicationFee(500n * TOS)).toBe(200n * TOS);
    expect(publicationFee(5_000n * TOS)).toBe(200n * TOS);
  });
});

describe('publisherStake', () => {
  test('default: half of the reward (seed 001, "Stake Requirement: 50% of reward amount")', () => {
    expect(publisherStake(100n * TOS)).toBe(50n * TOS);
    expect(publisherStake(3n)).toBe(1n);
  });
});

describe('reputationLevel', () => {
  test.each([
    // Seed 001, "Reputation System".
    [700_000, 'beginner', 0],
    [700_001, 'skilled', 1_000],
    [850_001, 'expert', 2_000],
    [950_001, 'master', 3_000],
  ] as const)('default: a rate of %s ppm is %s', (rate, level, bonusBps) => {
    expect(reputationLevel(rate)).toEqual({ level, bonusBps });
  });
});

describe('levelBonus', () => {
  test('default: a master alone gets 30 % from a fee that covers it', () => {
    const pay = 65n * TOS;
    const bonus = levelBonus({ pay, paid: pay, fee: 40n * TOS, bonusBps: 3_000 });
    expect(bonus).toBe((195n * TOS) / 10n);
  });

  test('behavior: whatever the levels, bonuses of one task stay within its fee', () => {
    const miner = fc.record({
      pay: fc.bigInt({ min: 0n, max: 10n ** 24n }),
      bonusBps: fc.constantFrom(0, 1_000, 2_000, 3_000),
    });
    fc.assert(
      fc.property(
        fc.array(miner, { maxLength: 32 }),
        fc.bigInt({ min: 0n, max: 10n ** 21n }),
        (miners, fee) => {
          const paid = miners.reduce((sum, { pay }) => sum + pay, 0n);
          const all = miners.reduce((sum, one) => sum + levelBonus({ ...one, paid, fee }), 0n);
          expect(all).toBeLessThanOrEqual(fee);
        },
      ),
    );
  });
});

describe('adjustFactor', () => {
  test('default: low completion raises, high completion lowers, between nothing moves', () => {
    expect(adjustFactor(10_000, 40_000, { ended: 10, completed: 5 })).toBe(11_000);
    expect(adjustFactor(20_000, 40_000, { ended: 10, completed: 10 })).toBe(19_000);
    expect(adjustFactor(20_000, 40_000, { ended: 10, completed: 7 })).toBe(20_000);
  });

  test('edge: it stays in the row, and few tasks say nothing', () => {
    expect(adjustFactor(39_000, 40_000, { ended: 10, completed: 0 })).toBe(40_000);
    expect(adjustFactor(10_000, 40_000, { ended: 10, completed: 10 })).toBe(10_000);
    expect(adjustFactor(15_000, 40_000, { ended: 4, completed: 0 })).toBe(15_000);
  });
});

describe('trustLevel', () => {
  const none = { stake: 0n, rate: 0, done: 0, checks: 0, partner: false };
  test.each([
    // Seed 000, "Trust Level Calculation".
    [0, { ...none, stake: 100n * TOS - 1n }],
    [1, { ...none, stake: 100n * TOS }],
    [2, { ...none, stake: 1_000n * TOS, checks: 10 }],
    [3, { ...none, stake: 10_000n * TOS, rate: 9_500, done: 100 }],
    [4, { ...none, stake: 10_000n * TOS, rate: 9_500, partner: true }],
  ])('default: level %i', (level, record) => {
    expect(trustLevel(record)).toBe(level);
  });
});

describe('PENALTIES', () => {
  test('default: the shares of seed 000, "Slashing Conditions"', () => {
    expect(PENALTIES['check failed'].reputation).toBe(200);
    expect(PENALTIES.timeout.stake).toBe(500);
    expect(PENALTIES['dispute lost']).toMatchObject({ stake: 500, reputation: 500 });
    expect(PENALTIES.fraud).toMatchObject({ stake: 5_000, ban: true });
  });
});
