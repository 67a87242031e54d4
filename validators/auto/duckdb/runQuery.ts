import { DuckDBDecimalValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { messageOf } from '../../../core/errors.ts';
import { decimalText } from './decimalText.ts';
import type { Dataset } from './openDataset.ts';
import { planRefusal, type PlanNode } from './planRefusal.ts';
import type { QueryFailure, QueryOutcome } from './query.ts';
import { sqlRefusal, type Refusal } from './sqlRefusal.ts';

/** A query that may run, or why it may not. */
export type QueryPlan =
  | { readonly work: number; readonly refused: null }
  | { readonly work: 0; readonly refused: QueryOutcome };

/**
 * Decides whether a query may run, without running it.
 *
 * @param workLeft what the group of the query may still spend
 */
export async function planQuery(
  dataset: Dataset,
  sql: string,
  workLeft: number,
): Promise<QueryPlan> {
  const refuse = (refused: QueryOutcome): QueryPlan => ({ work: 0, refused });
  try {
    const parsed = await parse(dataset, sql);
    if (parsed.refusal !== null) return refuse(refusal(parsed.refusal));
    const plan = planRefusal(await explain(dataset.connection, sql), dataset.rows, parsed.nodes);
    if (plan.refusal !== null) return refuse(refusal(plan.refusal));
    if (plan.work <= workLeft) return { work: plan.work, refused: null };
    const detail = 'the claims of this answer together are too much work';
    return refuse(failed('sql-too-expensive', detail));
  } catch (thrown) {
    return refuse(outcomeOfError(messageOf(thrown)));
  }
}

/** Runs a query that may. */
export async function runQuery(connection: DuckDBConnection, sql: string): Promise<QueryOutcome> {
  try {
    return await readNumber(connection, sql);
  } catch (thrown) {
    return outcomeOfError(messageOf(thrown));
  }
}

/** True when the error left the database unusable. */
export function isFatal(outcome: QueryOutcome): boolean {
  return outcome.state === 'failed' && /^(INTERNAL|FATAL) Error/.test(outcome.detail);
}

async function parse({ connection, columns }: Dataset, sql: string) {
  const literal = sql.replaceAll("'", "''");
  const json = await firstValue(
    connection,
    `SELECT json_serialize_sql('${literal}', skip_null := true, skip_empty := true)`,
  );
  const tree = JSON.parse(String(json)) as {
    error: boolean;
    error_type?: string;
    error_message?: string;
    statements?: unknown[];
  };
  if (tree.error) {
    const reason: QueryFailure = tree.error_type === 'parser' ? 'sql-error' : 'sql-refused';
    return { nodes: 0, refusal: { reason, detail: firstLine(tree.error_message ?? '') } };
  }
  if (tree.statements?.length !== 1) {
    return { nodes: 0, refusal: { reason: 'sql-refused' as const, detail: 'not one statement' } };
  }
  return sqlRefusal(tree.statements[0], columns);
}

async function explain(connection: DuckDBConnection, sql: string): Promise<PlanNode> {
  const reader = await connection.runAndReadAll(`EXPLAIN (FORMAT JSON) ${sql}`);
  const [plan] = JSON.parse(String(reader.value(1, 0))) as [PlanNode];
  return plan;
}

async function readNumber(connection: DuckDBConnection, sql: string): Promise<QueryOutcome> {
  const result = await connection.stream(sql);
  if (result.columnCount !== 1)
    return failed('no-result', `${result.columnCount} columns, not one`);
  const values: DuckDBValue[] = [];
  for await (const rows of result.yieldRows()) {
    values.push(...rows.slice(0, 2).flat());
    if (values.length > 1) return failed('no-result', 'more than one row');
  }
  const [value] = values;
  return value === undefined ? failed('no-result', 'no row') : numberOf(value);
}

function numberOf(value: DuckDBValue): QueryOutcome {
  if (typeof value === 'bigint') {
    return { state: 'value', value: Number(value), text: value.toString() };
  }
  if (value instanceof DuckDBDecimalValue) {
    return { state: 'value', value: value.toDouble(), text: value.toString() };
  }
  if (typeof value !== 'number') {
    return failed('no-result', value === null ? 'NULL' : `not a number but ${typeof value}`);
  }
  if (!Number.isFinite(value)) return failed('no-result', 'not a finite number');
  return { state: 'value', value, text: decimalText(value) };
}

async function firstValue(connection: DuckDBConnection, sql: string): Promise<DuckDBValue> {
  return (await connection.runAndReadAll(sql)).value(0, 0);
}

/** DuckDB counts its memory the same on every machine; the counts in its message differ. */
function outcomeOfError(message: string): QueryOutcome {
  if (message.startsWith('Out of Memory Error')) return failed('sql-too-expensive', 'memory');
  return failed('sql-error', firstLine(message));
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').slice(0, 200);
}

function refusal({ reason, detail }: Refusal | { reason: QueryFailure; detail: string }) {
  return failed(reason, detail);
}

function failed(reason: QueryFailure, detail: string): QueryOutcome {
  return { state: 'failed', reason, detail };
}
