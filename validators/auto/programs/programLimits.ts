/**
 * Limits of programs that are run and metered. All decide verdicts, so they are part of every
 * receipt; changing one changes what a replay must reproduce.
 */
export const PROGRAM_LIMITS = {
  /** Fuel of one call of the original: half a second or so. */
  callFuel: 500_000_000,
  /** Fuel of all calls of the original. */
  taskFuel: 4_000_000_000,
  /** Fuel a candidate may take on top of twice the original's: starting costs something. */
  slack: 5_000_000,
  /** Version of the injector's cost table: a changed one changes every count. */
  costTable: 1,
} as const;
