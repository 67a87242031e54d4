import { QUERY_LIMITS } from './queryLimits.ts';
import {
  CASTS,
  EXPRESSIONS,
  FUNCTIONS,
  LIKES,
  MOVING_AGGREGATES,
  OPERATORS,
  SESSION_WORDS,
  STRUCTURES,
  WINDOWS,
} from './sqlVocabulary.ts';

/** Why a query is not run. */
export interface Refusal {
  readonly reason: 'sql-refused' | 'sql-too-expensive';
  readonly detail: string;
}

export interface ParsedQuery {
  /** Nodes of the syntax tree, aliases expanded. */
  readonly nodes: number;
  readonly refusal: Refusal | null;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Walks the syntax tree that DuckDB's own parser made of a query and refuses whatever is not on the
 * list in {@link file://./sqlVocabulary.ts}. Pure.
 *
 * @param statement one statement as `json_serialize_sql` writes it
 * @param columns names of the table's columns, lower case
 */
export function sqlRefusal(statement: unknown, columns: ReadonlySet<string>): ParsedQuery {
  const walk: Walk = { columns, tables: new Set(['data']), nodes: 0, references: 0 };
  collectTables(statement, walk.tables);
  const refusal = visit(statement, walk) ?? tooLarge(walk);
  return { nodes: walk.nodes, refusal };
}

interface Walk {
  readonly columns: ReadonlySet<string>;
  /** Names a query may select from: `data` and its own common table expressions. */
  readonly tables: Set<string>;
  nodes: number;
  references: number;
}

function collectTables(value: unknown, tables: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const { cte_map: ctes } = value as { cte_map?: { map?: readonly { key: string }[] } };
  for (const { key } of ctes?.map ?? []) tables.add(key.toLowerCase());
  for (const child of Object.values(value)) collectTables(child, tables);
}

function visit(value: unknown, walk: Walk): Refusal | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) {
    const node = value as Node;
    walk.nodes += 1;
    const refusal = inspect(node, walk);
    if (refusal !== null || node['class'] === 'CONSTANT') return refusal;
    if (node['type'] === 'SELECT_NODE') walk.nodes += aliasGrowth(node);
  }
  if (walk.nodes > QUERY_LIMITS.nodes) return tooLarge(walk);
  for (const [key, child] of Object.entries(value)) {
    // A cast's type is checked whole; its fields are no syntax.
    if (key === 'cast_type') continue;
    const refusal = visit(child, walk);
    if (refusal !== null) return refusal;
  }
  return null;
}

function inspect(node: Node, walk: Walk): Refusal | null {
  const kind = text(node['class']);
  const type = text(node['type']);
  if (node['sample'] !== undefined) return refused('sampling');
  if (node['materialized'] === 'CTE_MATERIALIZE_NEVER') return refused('NOT MATERIALIZED');
  if (Array.isArray(node['group_sets']) && node['group_sets'].length > 1) {
    return refused('grouping sets');
  }
  if (kind !== '')
    return EXPRESSIONS.has(kind) ? inspectExpression(kind, node, walk) : refused(kind);
  if (type !== '' && !STRUCTURES.has(type)) return refused(type);
  return type === 'BASE_TABLE' ? inspectTable(node, walk) : null;
}

function inspectTable(node: Node, walk: Walk): Refusal | null {
  walk.references += 1;
  const name = text(node['table_name']);
  const qualified = text(node['schema_name']) !== '' || text(node['catalog_name']) !== '';
  const known = !qualified && walk.tables.has(name.toLowerCase());
  return known ? null : refused(`table ${name.slice(0, 60)}`);
}

function inspectExpression(kind: string, node: Node, walk: Walk): Refusal | null {
  switch (kind) {
    case 'FUNCTION':
      return inspectFunction(node);
    case 'WINDOW':
      return inspectWindow(node);
    case 'OPERATOR':
      return OPERATORS.has(text(node['type'])) ? null : refused(text(node['type']));
    case 'CAST': {
      const { id } = (node['cast_type'] ?? {}) as { id?: unknown };
      return CASTS.has(text(id)) ? null : refused(`cast to ${text(id)}`);
    }
    case 'COLUMN_REF': {
      const names = node['column_names'] as readonly string[];
      const name = (names[0] ?? '').toLowerCase();
      const isSession = names.length === 1 && SESSION_WORDS.has(name) && !walk.columns.has(name);
      return isSession ? refused(name) : null;
    }
    default:
      return null;
  }
}

function inspectFunction(node: Node): Refusal | null {
  const name = text(node['function_name']).toLowerCase();
  if (!FUNCTIONS.has(name)) return refused(`function ${name.slice(0, 60)}`);
  return LIKES.has(name) ? inspectLike(node) : null;
}

/** DuckDB matches some LIKE patterns by backtracking: 122 s were measured with four wildcards. */
function inspectLike(node: Node): Refusal | null {
  const pattern = (node['children'] as readonly Node[] | undefined)?.[1];
  const constant = (pattern?.['value'] as Node | undefined)?.['value'];
  if (pattern?.['class'] !== 'CONSTANT' || typeof constant !== 'string') {
    return refused('LIKE with a computed pattern');
  }
  const wildcards = constant.split('%').length - 1;
  return wildcards > 2 ? refused('LIKE with more than two %') : null;
}

function inspectWindow(node: Node): Refusal | null {
  const type = text(node['type']);
  if (!WINDOWS.has(type)) return refused(type);
  if (type !== 'WINDOW_AGGREGATE') return null;
  const name = text(node['function_name']).toLowerCase();
  if (!FUNCTIONS.has(name)) return refused(`function ${name.slice(0, 60)}`);
  const whole = node['orders'] === undefined || (node['orders'] as unknown[]).length === 0;
  const still = whole && node['start'] === 'UNBOUNDED_PRECEDING';
  const cheap = MOVING_AGGREGATES.has(name) && node['distinct'] !== true;
  return still || cheap ? null : refused(`${name} over a moving window`);
}

/**
 * Extra nodes once aliases are expanded. A select list may use its earlier aliases, and DuckDB
 * copies their expressions: `1 AS a, a + a AS b, b + b AS c, …` doubles with every term.
 */
function aliasGrowth(select: Node): number {
  const sizes = new Map<string, number>();
  let growth = 0;
  for (const item of (select['select_list'] ?? []) as readonly Node[]) {
    const own = sizeOf(item, new Map());
    const expanded = sizeOf(item, sizes);
    growth = Math.min(growth + expanded - own, Number.MAX_SAFE_INTEGER);
    const alias = text(item['alias']).toLowerCase();
    if (alias !== '') sizes.set(alias, expanded);
  }
  return growth;
}

function sizeOf(value: unknown, aliases: ReadonlyMap<string, number>): number {
  if (typeof value !== 'object' || value === null) return 0;
  const names = (value as Node)['column_names'];
  if (Array.isArray(names) && names.length === 1) {
    return aliases.get(String(names[0]).toLowerCase()) ?? 1;
  }
  const own = Array.isArray(value) ? 0 : 1;
  return Object.values(value).reduce<number>((sum, child) => sum + sizeOf(child, aliases), own);
}

function tooLarge({ nodes, references }: Walk): Refusal | null {
  if (nodes > QUERY_LIMITS.nodes) return expensive(`more than ${QUERY_LIMITS.nodes} terms`);
  if (references > QUERY_LIMITS.tables) return expensive(`more than ${QUERY_LIMITS.tables} tables`);
  return null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function refused(detail: string): Refusal {
  return { reason: 'sql-refused', detail };
}

function expensive(detail: string): Refusal {
  return { reason: 'sql-too-expensive', detail };
}
