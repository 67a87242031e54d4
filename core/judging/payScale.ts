/** A class's money, in wei. `cost` is what judging one finding honestly costs: the unit of all. */
export interface PayScale {
  /** Paid for every revealed vote, whatever it says. */
  readonly wage: bigint;
  /** Moved for one whole point of score above the average of the stratum. */
  readonly slope: bigint;
}

/** Value, in costs of judging, from which findings pay and lose in proportion to it. */
const UNIT_VALUE = 30n;

/**
 * Wage 1.5 costs; slope 16 costs (12 over the 75 % of weight that is scored), in proportion to the
 * payable value above thirty costs, so that a bribe for a dear verdict has a dear seat to beat.
 */
export function payScale(cost: bigint, value: bigint): PayScale {
  const floor = UNIT_VALUE * cost;
  return {
    wage: (3n * cost) / 2n,
    slope: (16n * (value > floor ? value : floor)) / UNIT_VALUE,
  };
}
