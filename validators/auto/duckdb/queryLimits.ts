/**
 * Limits of untrusted queries. All decide verdicts, so they are part of every receipt; changing one
 * changes what a replay must reproduce. Each stands for something that was measured to hang or to
 * fill memory: DuckDB's own interrupt and memory limit do not stop such queries in time.
 */
export const QUERY_LIMITS = {
  /** DuckDB's memory limit. */
  memoryMb: 512,
  /** Nodes of the parsed query. */
  nodes: 500,
  /** References to tables in one query. */
  tables: 16,
  /** Rows the plan could yield at its widest point, if every join matched everything. */
  rows: 50_000_000,
  /** Rows of all operators, times the size of the query. */
  work: 5_000_000_000,
  /** Work of all claims of one answer. */
  answerWork: 20_000_000_000,
} as const;

/** Kill switch of one child, milliseconds; never a verdict. */
export const QUERY_DEADLINE_MS = 120_000;

/** Most virtual memory of the child, KiB, where the shell can set it. */
export const CHILD_MEMORY_KIB = 6 * 1024 * 1024;

/** Most bytes the child may print. */
export const CHILD_OUTPUT_BYTES = 256 * 1024;
