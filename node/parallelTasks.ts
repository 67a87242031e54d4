export interface ParallelLimits {
  /** What the operator asked for; undefined: as many as the machine bears. */
  readonly wanted: number | undefined;
  readonly cores: number;
  /** Bytes of memory nobody uses. */
  readonly freeBytes: number;
  /** Tasks the solver's backend works on side by side. */
  readonly slots: number;
}

/** A worker thread's heap, its compiler's memory and a task's files. */
const BYTES_A_TASK = 1024 ** 3;

/** How many tasks are solved side by side: at least one, never more than the machine bears. */
export function parallelTasks({ wanted, cores, freeBytes, slots }: ParallelLimits): number {
  const borne = Math.min(Math.floor(freeBytes / BYTES_A_TASK), slots);
  return Math.max(1, Math.min(wanted ?? Math.max(1, cores - 1), borne));
}
