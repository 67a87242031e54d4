const TOS = 10n ** 18n;

export interface TrustRecord {
  /** wei not on its way out */
  readonly stake: bigint;
  /** Success rate, basis points. */
  readonly rate: number;
  /** Tasks completed. */
  readonly done: number;
  /** Capability checks passed. */
  readonly checks: number;
  /** Has a service agreement with an insurance bond. */
  readonly partner: boolean;
}

/** Seed 000, "Trust Level Calculation"; 0 none, 1 basic, 2 verified, 3 trusted, 4 partner; as `Levels.trustOf`. */
export function trustLevel({ stake, rate, done, checks, partner }: TrustRecord): number {
  const established = stake >= 10_000n * TOS && rate >= 9_500;
  if (established && partner) return 4;
  if (established && done >= 100) return 3;
  if (stake >= 1_000n * TOS && checks >= 10) return 2;
  return stake >= 100n * TOS ? 1 : 0;
}
