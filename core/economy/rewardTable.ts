import type { TaskKind } from '../taskKind.ts';

/** One TOS in wei. */
const TOS = 10n ** 18n;

export interface RewardRow {
  /** Reward of a task of difficulty 1, wei. */
  readonly base: bigint;
  /** Highest difficulty; the lowest is 1. */
  readonly maxDifficulty: number;
}

/** Seed 001, "Base Reward Table"; the same rows as a fresh `Economy.sol`. */
export const REWARD_TABLE: Readonly<Record<TaskKind, RewardRow>> = {
  syntax: { base: 5n * TOS, maxDifficulty: 2 },
  statistics: { base: 15n * TOS, maxDifficulty: 3 },
  audit: { base: 50n * TOS, maxDifficulty: 4 },
  optimization: { base: 100n * TOS, maxDifficulty: 5 },
};

/** Lowest and highest reward of a row, wei. */
export function rewardRange({ base, maxDifficulty }: RewardRow): readonly [bigint, bigint] {
  return [base, (base * BigInt(Math.round(maxDifficulty * 100))) / 100n];
}
