import { QUERY_LIMITS } from './queryLimits.ts';
import type { Refusal } from './sqlRefusal.ts';

/** An operator of a physical plan, as `EXPLAIN (FORMAT JSON)` writes it. */
export interface PlanNode {
  readonly name: string;
  readonly children: readonly PlanNode[];
  readonly extra_info: Readonly<Record<string, unknown>>;
}

export interface PlanBound {
  /** Rows of all operators times the size of the query. */
  readonly work: number;
  readonly refusal: Refusal | null;
}

/** Operators with one input that yield at most its rows. */
const NARROWING = new Set([
  'PROJECTION',
  'FILTER',
  'ORDER_BY',
  'TOP_N',
  'LIMIT',
  'STREAMING_LIMIT',
  'HASH_GROUP_BY',
  'PERFECT_HASH_GROUP_BY',
  'PARTITIONED_AGGREGATE',
  'WINDOW',
  'STREAMING_WINDOW',
]);

const JOINS = new Set([
  'HASH_JOIN',
  'PIECEWISE_MERGE_JOIN',
  'IE_JOIN',
  'NESTED_LOOP_JOIN',
  'BLOCKWISE_NL_JOIN',
  'CROSS_PRODUCT',
]);

/** Rows of literals: a query of 4,000 characters cannot hold more. */
const LITERAL_ROWS = 4000;

/**
 * An upper bound on what a query costs, from the optimizer's plan and the size of the table: as if
 * every filter kept everything and every join matched everything. Unlike a clock it gives the same
 * answer on every machine.
 *
 * @param tableRows rows of table `data`
 * @param nodes size of the query, see sqlRefusal
 */
export function planRefusal(plan: PlanNode, tableRows: number, nodes: number): PlanBound {
  const count: Count = { tableRows, ctes: new Map(), total: 0, widest: 0, unknown: null };
  rowsOf(plan, count);
  const work = count.total * (nodes + 20);
  return { work, refusal: judge(count, work) };
}

interface Count {
  readonly tableRows: number;
  /** Rows of each common table expression by its index in the plan. */
  readonly ctes: Map<string, number>;
  total: number;
  widest: number;
  unknown: string | null;
}

function judge({ unknown, widest }: Count, work: number): Refusal | null {
  if (unknown !== null) return { reason: 'sql-refused', detail: unknown };
  if (widest > QUERY_LIMITS.rows) {
    return { reason: 'sql-too-expensive', detail: `a join of up to ${widest} rows` };
  }
  if (work > QUERY_LIMITS.work) return { reason: 'sql-too-expensive', detail: 'too much work' };
  return null;
}

function rowsOf(node: PlanNode, count: Count): number {
  if (node.name === 'CTE') return rowsOfCte(node, count);
  const inputs = node.children.map((child) => rowsOf(child, count));
  const { rows, work } = bound(node, inputs, count);
  count.total += work;
  count.widest = Math.max(count.widest, work);
  return rows;
}

function rowsOfCte(node: PlanNode, count: Count): number {
  const [definition, body] = node.children;
  if (definition === undefined || body === undefined) return unknown(count, 'CTE').rows;
  count.ctes.set(String(node.extra_info['Table Index']), rowsOf(definition, count));
  return rowsOf(body, count);
}

interface Bound {
  readonly rows: number;
  readonly work: number;
}

const same = (rows: number): Bound => ({ rows, work: rows });

function bound({ name, extra_info: info }: PlanNode, inputs: readonly number[], count: Count) {
  const [left = 0, right = 0] = inputs;
  if (JOINS.has(name)) return joinBound(name, String(info['Join Type']), left, right);
  if (NARROWING.has(name)) return same(left);
  switch (name) {
    case 'SEQ_SCAN':
      return same(count.tableRows);
    case 'DUMMY_SCAN':
    case 'EMPTY_RESULT':
      return same(1);
    case 'COLUMN_DATA_SCAN':
    case 'EXPRESSION_SCAN':
      return same(LITERAL_ROWS);
    case 'CTE_SCAN':
      return same(count.ctes.get(String(info['CTE Index'])) ?? unknown(count, name).rows);
    case 'UNGROUPED_AGGREGATE':
      return { rows: 1, work: left };
    case 'UNION':
    case 'ASOF_JOIN':
    case 'POSITIONAL_SCAN':
      return same(left + right);
    case 'LEFT_DELIM_JOIN':
    case 'RIGHT_DELIM_JOIN':
    case 'DELIM_SCAN':
      return unknown(count, 'a subquery that depends on the outer row: use a join or a window');
    default:
      return unknown(count, `operator ${name}`);
  }
}

/** A hash join that only looks whether there is a match yields at most one side's rows. */
function joinBound(name: string, type: string, left: number, right: number): Bound {
  const looksUp = /^(LEFT_|RIGHT_)?(SEMI|ANTI|MARK|SINGLE)$/.test(type);
  if (name === 'HASH_JOIN' && looksUp) return same(left + right);
  return same(Math.max(1, left) * Math.max(1, right) + left + right);
}

function unknown(count: Count, what: string): Bound {
  count.unknown ??= what;
  return same(0);
}
