/** In ascending order; the index is the level's number on chain. */
export const REPUTATION_LEVELS = ['beginner', 'skilled', 'expert', 'master'] as const;

export type ReputationLevel = (typeof REPUTATION_LEVELS)[number];

/** How early a member is thought of, by level: seed 001, "Reputation System"; on chain its voting weight. */
const PRIORITIES = ['low', 'medium', 'high', 'highest'] as const;

/**
 * Success rate (ppm) that a level needs to exceed, and its bonus on rewards in basis points:
 * seed 001, "Reputation System". Highest first.
 */
const LEVELS = [
  { level: 'master', above: 950_000, bonusBps: 3_000 },
  { level: 'expert', above: 850_000, bonusBps: 2_000 },
  { level: 'skilled', above: 700_000, bonusBps: 1_000 },
  { level: 'beginner', above: -1, bonusBps: 0 },
] as const;

/** What a level is called in public views: its bonus in basis points and its priority. */
export function levelView(level: ReputationLevel): {
  readonly bonusBps: number;
  readonly priority: (typeof PRIORITIES)[number];
} {
  const bonusBps = LEVELS.find((one) => one.level === level)?.bonusBps ?? 0;
  return { bonusBps, priority: PRIORITIES[REPUTATION_LEVELS.indexOf(level)] ?? 'low' };
}

/** Level and reward bonus of a success rate in ppm; the same rule as `Levels.sol`. */
export function reputationLevel(rate: number): {
  readonly level: ReputationLevel;
  readonly bonusBps: number;
} {
  const reached = LEVELS.find(({ above }) => rate > above);
  return { level: reached?.level ?? 'beginner', bonusBps: reached?.bonusBps ?? 0 };
}
