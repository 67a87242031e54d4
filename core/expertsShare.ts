import type { Split } from './payout.ts';

/**
 * Wei each expert gets who said what the final ruling says: equal shares of the task's experts'
 * part; the dust stays with the publisher. The same arithmetic as `TaskPayouts.onRuling`.
 *
 * @param reward wei
 * @param served how many votes of all tiers agree with the final ruling
 */
export function expertsShare(
  reward: bigint,
  split: Pick<Split, 'experts'>,
  served: number,
): bigint {
  return served === 0 ? 0n : (reward * BigInt(split.experts)) / 10_000n / BigInt(served);
}
