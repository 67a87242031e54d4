/** Limits of formulas of logic. All decide verdicts, so they are part of every receipt. */
export const LOGIC_LIMITS = {
  /** The solver's own deterministic count of work, each formula. */
  rlimit: 20_000_000,
  /** Characters of a formula, with a model's values. */
  length: 65_536,
  /** Nesting of brackets. */
  depth: 200,
} as const;

/** Kill switch of one child, milliseconds; never a verdict. */
export const LOGIC_DEADLINE_MS = 60_000;
