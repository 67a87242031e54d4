/** Limits of formulas of logic. All decide verdicts, so they are part of every receipt. */
export const LOGIC_LIMITS = {
  /** The solver's own deterministic count of work, each formula; a second or two. */
  rlimit: 5_000_000,
  /** All formulas of a task together: more of them get less each. */
  taskRlimit: 40_000_000,
  /** Characters of a formula, with a model's values. */
  length: 65_536,
  /** Nesting of brackets. */
  depth: 200,
} as const;

/** What each formula of a task gets, whichever of them an answer is about. */
export function formulaRlimit(questions: number): number {
  const { rlimit, taskRlimit } = LOGIC_LIMITS;
  return Math.min(rlimit, Math.floor(taskRlimit / Math.max(1, questions)));
}

/** Kill switch of one child, milliseconds; never a verdict. */
export const LOGIC_DEADLINE_MS = 60_000;
