import { describe, expect, test } from 'vitest';
import { measureColumns, measureSchema, measureToSql } from './measure.ts';

const sql = (measure: unknown) => measureToSql(measureSchema.parse(measure));

describe('measureToSql', () => {
  test('default: each aggregate', () => {
    const net = { product: ['quantity', 'price', { oneMinus: 'discount' }] };
    expect([
      sql({ aggregate: 'count' }),
      sql({ aggregate: 'distinct', column: 'a' }),
      sql({ aggregate: 'mean', column: net }),
      sql({ aggregate: 'quantile', column: 'a', q: 0.9 }),
      sql({ aggregate: 'correlation', columns: ['a', 'b'] }),
      sql({ aggregate: 'share', of: [{ column: 'a', op: '>', value: -1 }] }),
      sql({ aggregate: 'sum', column: 'a', by: { column: 'b', pick: 'lowest' } }),
    ]).toEqual([
      'SELECT count(*) FROM data',
      'SELECT count(DISTINCT "a") FROM data',
      'SELECT avg(("quantity" * "price" * (1 - "discount"))) FROM data',
      'SELECT quantile_cont("a", 0.9) FROM data',
      'SELECT corr("a", "b") FROM data',
      'SELECT 100 * avg(CASE WHEN "a" > -1 THEN 1.0 WHEN NOT ("a" > -1) THEN 0.0 END) FROM data',
      'SELECT min(value) FROM (SELECT sum("a") AS value FROM data WHERE "b" IS NOT NULL GROUP BY "b")',
    ]);
  });

  test('behavior: text stays text', () => {
    const where = [{ column: 'a', op: '=', value: "x' OR 1=1 --" }];
    expect(sql({ aggregate: 'count', where })).toBe(
      `SELECT count(*) FROM data WHERE "a" = 'x'' OR 1=1 --'`,
    );
    expect(() => sql({ aggregate: 'max', column: 'a"; DROP TABLE data' })).toThrow();
  });
});

test('measureColumns', () => {
  const measure = measureSchema.parse({
    aggregate: 'weightedMean',
    column: { product: ['a', { oneMinus: 'b' }] },
    weight: 'c',
    where: [{ column: 'd', op: 'present' }],
    by: { column: 'e', pick: 'highest' },
  });
  expect(measureColumns(measure)).toEqual(['a', 'b', 'c', 'd', 'e']);
});
