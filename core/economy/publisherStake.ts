/** What a publisher stakes beside the reward, wei: seed 001, "Stake Requirement: 50% of reward". */
export function publisherStake(reward: bigint): bigint {
  return reward / 2n;
}
