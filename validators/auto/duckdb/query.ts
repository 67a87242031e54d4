/** One query to run. */
export interface Query {
  readonly sql: string;
  /** Queries of one group share `QUERY_LIMITS.answerWork`. */
  readonly group: string;
}

/** What became of it. */
export type QueryOutcome =
  /** `text` is the exact value, or twelve significant digits of a float. */
  | { readonly state: 'value'; readonly value: number; readonly text: string }
  | { readonly state: 'failed'; readonly reason: QueryFailure; readonly detail: string };

export type QueryFailure = 'sql-refused' | 'sql-error' | 'sql-too-expensive' | 'no-result';

/** What the parent sends: the first and only line on the child's stdin. */
export interface ChildRequest {
  readonly csv: string;
  readonly queries: readonly Query[];
}

/** What the child answers: one line each on its stdout. */
export type ChildMessage =
  | { readonly event: 'loaded'; readonly version: string; readonly rows: number }
  | { readonly event: 'bad-data'; readonly detail: string }
  | { readonly event: 'outcome'; readonly outcome: QueryOutcome }
  | { readonly event: 'done' };
