export interface BonusInput {
  /** What the miner earned from the task's reward, wei. */
  readonly pay: bigint;
  /** What all miners of the task earned from its reward, wei. */
  readonly paid: bigint;
  /** The publication fee of the task, wei. */
  readonly fee: bigint;
  /** Bonus of the miner's level, basis points. */
  readonly bonusBps: number;
}

/**
 * Bonus of a miner's level, wei. It is paid from the publication fee of the task itself, and no
 * miner takes more of the fee than of the reward: bonuses never exceed what the publisher paid for
 * publishing, so that nobody earns by giving tasks to himself.
 */
export function levelBonus({ pay, paid, fee, bonusBps }: BonusInput): bigint {
  if (paid === 0n) return 0n;
  const wanted = (pay * BigInt(bonusBps)) / 10_000n;
  const share = (fee * pay) / paid;
  return wanted < share ? wanted : share;
}
