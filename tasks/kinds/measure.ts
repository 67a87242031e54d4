import { z } from 'zod';

/**
 * A question as data: a small language for the plain questions about one table, total (every
 * measure has a query) and closed (no text of it reaches SQL unquoted). Questions that do not fit
 * carry no measure and are left to readers of their text.
 */
const column = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'a column name');

/** A column, or a product of columns and complements: `quantity * unit_price * (1 - discount)`. */
const quantity = z.union([
  column,
  z.strictObject({
    product: z
      .array(z.union([column, z.strictObject({ oneMinus: column })]))
      .min(2)
      .max(6),
  }),
]);

const condition = z.union([
  z.strictObject({
    column,
    op: z.enum(['=', '!=', '<', '<=', '>', '>=']),
    /** Text is compared as the column's type: write times as `2024-03-01`. */
    value: z.union([z.string().max(100), z.number(), z.boolean()]),
  }),
  z.strictObject({ column, op: z.enum(['missing', 'present']) }),
]);

const conditions = z.array(condition).max(8);

/** Rows counted; all when absent. */
const where = conditions.optional();

/** Computes the measure for each value of a column, then takes the highest or lowest. */
const by = z.strictObject({ column, pick: z.enum(['highest', 'lowest']) }).optional();

export const measureSchema = z.discriminatedUnion('aggregate', [
  z.strictObject({ aggregate: z.literal('count'), where, by }),
  /** Different values of a column. */
  z.strictObject({ aggregate: z.literal('distinct'), column, where, by }),
  z.strictObject({
    aggregate: z.enum(['sum', 'mean', 'median', 'min', 'max', 'stddev']),
    column: quantity,
    where,
    by,
  }),
  /** Linear interpolation between the two nearest values. */
  z.strictObject({
    aggregate: z.literal('quantile'),
    column: quantity,
    q: z.number().min(0).max(1),
    where,
    by,
  }),
  z.strictObject({
    aggregate: z.literal('weightedMean'),
    column: quantity,
    weight: quantity,
    where,
    by,
  }),
  /** Percent of the rows that meet `of`; rows for which that is unknown are left out. */
  z.strictObject({ aggregate: z.literal('share'), of: conditions.min(1), where, by }),
  /** Pearson correlation of two columns over the rows that have both. */
  z.strictObject({
    aggregate: z.literal('correlation'),
    columns: z.tuple([quantity, quantity]),
    where,
    by,
  }),
]);

/** A machine-readable restatement of a question. */
export type Measure = z.infer<typeof measureSchema>;

type Quantity = z.infer<typeof quantity>;
type Condition = z.infer<typeof condition>;

/** The query over table `data` that computes a measure: one row, one number. */
export function measureToSql(measure: Measure): string {
  const { by, where = [] } = measure;
  const value = aggregateOf(measure);
  if (by === undefined) return `SELECT ${value} FROM data${whereClause(where)}`;
  const from = ` FROM data${whereClause([...where, { column: by.column, op: 'present' }])}`;
  const pick = by.pick === 'highest' ? 'max' : 'min';
  const groups = `SELECT ${value} AS value${from} GROUP BY ${identifier(by.column)}`;
  return `SELECT ${pick}(value) FROM (${groups})`;
}

function aggregateOf(measure: Measure): string {
  switch (measure.aggregate) {
    case 'count':
      return 'count(*)';
    case 'distinct':
      return `count(DISTINCT ${identifier(measure.column)})`;
    case 'mean':
      return `avg(${quantitySql(measure.column)})`;
    case 'stddev':
      return `stddev_samp(${quantitySql(measure.column)})`;
    case 'quantile':
      return `quantile_cont(${quantitySql(measure.column)}, ${measure.q})`;
    case 'weightedMean': {
      const value = quantitySql(measure.column);
      const weight = quantitySql(measure.weight);
      const both = `FILTER (WHERE ${value} IS NOT NULL)`;
      return `sum(${value} * ${weight}) / sum(${weight}) ${both}`;
    }
    case 'share': {
      const test = conjunction(measure.of);
      return `100 * avg(CASE WHEN ${test} THEN 1.0 WHEN NOT (${test}) THEN 0.0 END)`;
    }
    case 'correlation':
      return `corr(${quantitySql(measure.columns[0])}, ${quantitySql(measure.columns[1])})`;
    default:
      return `${measure.aggregate}(${quantitySql(measure.column)})`;
  }
}

function quantitySql(quantity: Quantity): string {
  if (typeof quantity === 'string') return identifier(quantity);
  const factors = quantity.product.map((factor) =>
    typeof factor === 'string' ? identifier(factor) : `(1 - ${identifier(factor.oneMinus)})`,
  );
  return `(${factors.join(' * ')})`;
}

function whereClause(conditions: readonly Condition[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conjunction(conditions)}`;
}

function conjunction(conditions: readonly Condition[]): string {
  return conditions.map(conditionSql).join(' AND ');
}

function conditionSql(condition: Condition): string {
  const name = identifier(condition.column);
  if (!('value' in condition)) {
    return condition.op === 'missing' ? `${name} IS NULL` : `${name} IS NOT NULL`;
  }
  const { value } = condition;
  return `${name} ${condition.op} ${typeof value === 'string' ? literal(value) : String(value)}`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Every column a measure reads. */
export function measureColumns(measure: Measure): string[] {
  const conditions = [...(measure.where ?? []), ...('of' in measure ? measure.of : [])];
  const quantities = [
    ...('column' in measure ? [measure.column] : []),
    ...('weight' in measure ? [measure.weight] : []),
    ...('columns' in measure ? measure.columns : []),
  ];
  return [
    ...quantities.flatMap(factorsOf),
    ...conditions.map((condition) => condition.column),
    ...(measure.by === undefined ? [] : [measure.by.column]),
  ];
}

function factorsOf(quantity: Quantity): string[] {
  if (typeof quantity === 'string') return [quantity];
  return quantity.product.map((factor) => (typeof factor === 'string' ? factor : factor.oneMinus));
}
