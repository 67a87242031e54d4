/** What a proven fault costs; all parts in basis points. */
export interface Penalty {
  /** Of the bond held for the duty. */
  readonly bond: number;
  /** Of the whole stake. */
  readonly stake: number;
  /** Off the success rate. */
  readonly reputation: number;
  readonly ban: boolean;
}

const penalty = (bond: number, stake: number, reputation = 0, ban = false): Penalty => ({
  bond,
  stake,
  reputation,
  ban,
});

/** Faults in the order of their number in `Economy.sol`. */
export const PENALTIES = {
  /** Seed 001, "Incorrect answers result in partial stake deduction". */
  'answer disproved': penalty(5_000, 0),
  /** An answer or vote sealed and never opened: the whole bond (mechanism 4.8). */
  'not revealed': penalty(10_000, 0),
  /** Seed 000, "Slashing Conditions": failed challenge, -2 % reputation. */
  'check failed': penalty(0, 0, 200),
  /** Seed 000, "Slashing Conditions": task timeout, -5 % stake. */
  timeout: penalty(0, 500),
  /** Seed 000, "CASE A": slashStake(provider, 5%), updateReputation(provider, -500). */
  'dispute lost': penalty(0, 500, 500),
  /** Mechanism 4.8: plagiarism confirmed, the bond and 10 % of the stake. */
  plagiarism: penalty(10_000, 1_000),
  /** Mechanism 4.8: two openings of one seal, the bond and 20 % of the stake. */
  equivocation: penalty(10_000, 2_000),
  /** Mechanism 4.8: collusion confirmed, 30 % of the stake. */
  collusion: penalty(10_000, 3_000),
  /** Seed 000: misuse, -50 % stake and ban; seed 001: "Serious fraud results in permanent ban". */
  fraud: penalty(10_000, 5_000, 0, true),
} as const satisfies Record<string, Penalty>;
