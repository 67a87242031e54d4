/**
 * Wei a miner puts behind one claim; lost when it is finally invalid, returned otherwise.
 * 30 % of its payable value, so that claims that succeed less than one time in four lose money; and
 * at least fifteen costs of judging, or planting traps for other jurors would pay.
 */
export function claimBond(value: bigint, cost: bigint): bigint {
  const proportional = (30n * value) / 100n;
  const floor = 15n * cost;
  return proportional > floor ? proportional : floor;
}
