import type { Hex } from '../core/contentId.ts';
import type { TaskKind } from '../core/taskKind.ts';
import type { TaskPackage } from '../tasks/taskSpec.ts';
import type { CheckPool } from '../validators/auto/pool.ts';

/** What a solver is given to work on one task. */
export interface SolveContext {
  /** The public part; a miner never has `hidden`. */
  readonly task: TaskPackage;
  /** What calls of models are booked on; the task's content id where there is no chain. */
  readonly account?: string;
  /** The miner's own randomness, for trial worlds and probes. */
  readonly seed: Hex;
  readonly pool: CheckPool;
  readonly signal: AbortSignal;
  /** One line for the log about what is being tried. */
  readonly progress: (line: string) => void;
  /**
   * Books what a call of a model cost, millionths of a dollar: once under each id, however often it
   * is said.
   */
  readonly spend?: (id: string, microUsd: bigint) => void;
  /**
   * Told of every answer that is worth submitting as it stands. The latest one is submitted when
   * the solver cannot end: answers close, or it fails.
   */
  readonly keep?: (answer: unknown) => void;
}

/** Turns tasks into answers. */
export interface Solver {
  readonly name: string;
  readonly kinds: readonly TaskKind[];
  /** Tasks it works on side by side; undefined: as many as the machine bears. */
  readonly slots?: number;
  /** An answer by the kind's schema, task id included; null when nothing is worth submitting. */
  solve(context: SolveContext): Promise<unknown>;
}
