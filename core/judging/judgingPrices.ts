/** What judging one finding of a task may cost, in wei. */
export interface JudgingPrices {
  /** One juror's call; the wage of a seat. */
  readonly call: bigint;
  /** One expert's reading. */
  readonly reading: bigint;
}

/** Calls and readings that a finding is expected to need at worst, in hundredths. */
const CALLS = 530n;
const READINGS = 58n;
/** Share of a pool that is planned for; the rest is head-room for a bad day. */
const PLANNED_PERCENT = 92n;

/**
 * Prices follow the task's own pools, so that what judges are paid is what publishers paid for
 * judging: each pool is divided by the findings' expected need.
 *
 * @param pools wei set aside for peers and for experts
 * @param findings how many findings the task has to judge, at least 1
 */
export function judgingPrices(
  pools: { readonly peers: bigint; readonly experts: bigint },
  findings: number,
): JudgingPrices {
  const count = BigInt(findings);
  return {
    call: (pools.peers * PLANNED_PERCENT) / (CALLS * count),
    reading: (pools.experts * PLANNED_PERCENT) / (READINGS * count),
  };
}
