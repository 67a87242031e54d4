const TOS = 10n ** 18n;

export interface FeeRule {
  /** Part of the reward in basis points. */
  readonly rateBps: number;
  /** wei */
  readonly least: bigint;
  readonly most: bigint;
}

/**
 * Seed 001, "Task Publication Fee: 10-200 TOS (based on complexity)". Complexity is what the reward
 * stands for: 40 % of it takes the seed's highest fee at the seed's highest reward (500).
 */
const FEE_RULE: FeeRule = { rateBps: 4000, least: 10n * TOS, most: 200n * TOS };

/** Fee for publishing a task with this reward, wei; the same arithmetic as `Economy.feeOf`. */
export function publicationFee(reward: bigint, rule: FeeRule = FEE_RULE): bigint {
  const fee = (reward * BigInt(rule.rateBps)) / 10_000n;
  if (fee < rule.least) return rule.least;
  return fee > rule.most ? rule.most : fee;
}
