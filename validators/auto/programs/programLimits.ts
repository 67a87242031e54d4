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

/** What an AssemblyScript program may take besides; the standard library's part is counted too. */
export const ASSEMBLYSCRIPT_LIMITS = {
  /** Slots of stack of nested calls; see addFuel. A worker has four megabytes. */
  callStack: 131_072,
  compileBytes: 16_384,
  /** Tokens read while parsing, some of them again and again. */
  compileTokens: 1_000_000,
  /** Expressions, statements and types. */
  compileSteps: 50_000,
  /** The same within one function, which the optimiser takes longer for than it is long. */
  compileFunctionSteps: 10_000,
  /** Letters in the names of classes and functions. */
  compileNames: 300_000,
  /** Calls of the compiler within each other. */
  compileDepth: 600,
  /** Bytes of constants. */
  compileStatic: 1_048_576,
} as const;
