/** What may still be spent on judging, in wei. */
export interface Funds {
  /** The task's own escrow for this kind of judge. */
  readonly escrow: bigint;
  /** Reserve of the task's class, filled by what other tasks left over. */
  readonly reserve: bigint;
}

/**
 * Takes the price of a stage or a reading, from the escrow first. Null when both together cannot
 * pay: the stage does not open, the verdict stands as it is and the finding is marked unresolved.
 */
export function spendCapped({ escrow, reserve }: Funds, price: bigint): Funds | null {
  if (price > escrow + reserve) return null;
  const own = price < escrow ? price : escrow;
  return { escrow: escrow - own, reserve: reserve - (price - own) };
}
