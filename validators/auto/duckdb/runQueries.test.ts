import { describe, expect, test } from 'vitest';
import { decimalText } from './decimalText.ts';
import type { QueryOutcome } from './query.ts';
import { runQueries } from './runQueries.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const rows = Array.from(
  { length: 6000 },
  (_, i) => `${i},${i % 5},${i * 1.5},2024-01-0${1 + (i % 9)},a${i}`,
);
const csv = utf8(['x,g,d,day,s', ...rows].join('\n'));
const sum = (of: (i: number) => number) =>
  Array.from({ length: 6000 }, (_, i) => of(i)).reduce((total, value) => total + value, 0);
const { signal } = new AbortController();

async function run(queries: readonly string[], data = csv): Promise<readonly QueryOutcome[]> {
  const asked = queries.map((sql) => ({ sql, group: 'a' }));
  return (await runQueries(data, asked, { signal })).outcomes;
}

const reasons = (outcomes: readonly QueryOutcome[]) =>
  outcomes.map((one) => (one.state === 'value' ? one.text : one.reason));

describe('runQueries', () => {
  test('default: one number of each query, twice the same bytes', async () => {
    const queries = [
      'SELECT count(*) FROM data',
      'SELECT round(avg(d), 2) FROM data WHERE g = 3;',
      "SELECT sum(d) FROM data WHERE day >= '2024-01-05'",
      'WITH t AS (SELECT g, sum(x) AS total FROM data GROUP BY g) SELECT max(total) FROM t',
      'SELECT corr(x, d) FROM data',
      'SELECT count(*) FROM data WHERE x > (SELECT median(x) FROM data)',
      "SELECT 100.0 * count(*) FILTER (s LIKE 'a1%') / count(*) FROM data",
      'SELECT max(v) FROM (SELECT sum(d) OVER (PARTITION BY g ORDER BY x) AS v FROM data)',
      'SELECT count(*) FROM data WHERE x IN (SELECT x + 1 FROM data WHERE g = 1)',
      'SELECT 0.1::DECIMAL(5,2) + 0.2',
      "SELECT month(day) + date_diff('day', DATE '2024-01-01', max(day)) FROM data GROUP BY month(day)",
      'SELECT max(v) FROM (SELECT dense_rank() OVER (ORDER BY g) AS v FROM data)',
      'SELECT extract(month FROM max(day)) + max(length(trim(s))) FROM data',
    ];
    const first = await run(queries);
    expect(reasons(first)).toEqual([
      '6000', '4500.75', String(sum((i) => (i % 9 >= 4 ? i * 1.5 : 0))), String(sum((i) => (i % 5 === 4 ? i : 0))), '1', '3000', '18.5166666667', String(sum((i) => (i % 5 === 4 ? i * 1.5 : 0))), '1200', '0.30', '9', '5', '6',
    ]); // prettier-ignore
    expect(await run(queries)).toEqual(first);
  });

  const escapes = [
    "SELECT count(*) FROM read_text('/etc/passwd')",
    "SELECT count(*) FROM '/etc/passwd'",
    "SELECT count(*) FROM read_csv('/etc/passwd')",
    "SELECT count(*) FROM glob('/etc/*')",
    "COPY data TO '/var/poiw-escape.csv'",
    "ATTACH '/var/poiw-escape.db' AS other",
    'INSTALL httpfs',
    'LOAD httpfs',
    "SELECT count(*) FROM 'https://example.com/x.csv'",
    "SELECT count(*) FROM sniff_csv('/etc/passwd')",
    "EXPORT DATABASE '/var/poiw-escape'",
    'SET enable_external_access=true',
    'SET threads=8',
    'PRAGMA database_list',
    "SELECT length(getenv('HOME'))",
    'SELECT 1; SELECT 2',
    'SELECT count(*) FROM duckdb_settings()',
    "SELECT length(current_setting('memory_limit'))",
    'SELECT count(*) FROM information_schema.tables',
    'CREATE TABLE t AS SELECT 1',
    'DROP TABLE data',
    'SELECT random()',
    'SELECT epoch(now())',
    'SELECT epoch(current_timestamp)',
    'SELECT count(*) FROM data USING SAMPLE 10%',
    'SELECT length(current_user)',
  ];
  test('behavior: what reads more than the table is refused', async () => {
    expect(reasons(await run(escapes))).toEqual(escapes.map(() => 'sql-refused'));
  });

  const doubled = Array.from({ length: 30 }, (_, i) => `a${i}+a${i} AS a${i + 1}`).join(', ');
  const bombs = [
    'SELECT len(list(range)) FROM range(10000000000)',
    "SELECT length(repeat('a', 1000000000))",
    'SELECT list_reduce(range(1000000000), (a, b) -> a + b)',
    'WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r) SELECT max(a) FROM r',
    'SELECT count(*) FROM data a, data b, data c',
    'SELECT avg((SELECT median(b.d) FROM data b WHERE b.d < a.d)) FROM data a',
    `SELECT a30 FROM (SELECT 1 AS a0, ${doubled})`,
    `SELECT sum(${Array.from({ length: 900 }, () => 'x').join('+')}) FROM data`,
    "SELECT count(*) FROM data WHERE s LIKE '%a%a%a%b_'",
    'SELECT sum(d) FROM data GROUP BY CUBE (x, g, d)',
    'SELECT max(m) FROM (SELECT mode(d) OVER (ORDER BY x ROWS 5 PRECEDING) AS m FROM data)',
  ];
  test('behavior: what would run for ever is refused at once, the next query works', async () => {
    const started = Date.now();
    const outcomes = await run([...bombs, 'SELECT count(*) FROM data']);
    expect(reasons(outcomes.slice(0, -1)).join(' ')).toMatch(/^(sql-(refused|too-expensive) ?)+$/);
    expect(reasons(outcomes.slice(-1))).toEqual(['6000']);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test('behavior: the claims of one answer share a budget', async () => {
    const join = 'SELECT sum(a.d * b.d) FROM data a, data b';
    const outcomes = reasons(await run(Array.from({ length: 20 }, () => join)));
    expect(outcomes[0]).toMatch(/^\d/);
    expect(outcomes.at(-1)).toBe('sql-too-expensive');
  });

  test('error: nothing, text, NULL, many rows or columns, broken SQL', async () => {
    const outcomes = await run([
      'SELECT x FROM data WHERE false',
      "SELECT 'a'",
      'SELECT NULL',
      'SELECT 1 UNION ALL SELECT 2',
      'SELECT 1, 2',
      "SELECT 'NaN'::DOUBLE",
      'SELECT nope FROM data',
      'SELEC 1',
      "SELECT CAST('x' AS INTEGER)",
      'SELECT 5::TINYINT * 100::TINYINT',
    ]);
    const none = Array.from({ length: 6 }, () => 'no-result');
    expect(reasons(outcomes)).toEqual([...none, ...Array.from({ length: 4 }, () => 'sql-error')]);
  });

  test('error: a deadline or an abort kills the child and is no verdict', async () => {
    const slow = { sql: 'SELECT sum(sin(a.d) * cos(b.d)) FROM data a, data b', group: 'a' };
    const late = runQueries(csv, [slow, slow, slow, slow], { signal, deadlineMs: 400 });
    await expect(late).rejects.toMatchObject({ code: 'E_CHECK_TIMEOUT' });
    const stopping = new AbortController();
    const stopped = runQueries(csv, [slow, slow, slow, slow], { signal: stopping.signal });
    setTimeout(() => stopping.abort(), 300);
    await expect(stopped).rejects.toMatchObject({ code: 'E_ABORTED' });
  });

  test('error: a malformed dataset', async () => {
    for (const data of ['', 'a,b\n', 'a,b\n1\n2,3,4\n', 'x\na,b\n1,2\n', '\0\0\0', 'a\n"']) {
      await expect(run(['SELECT 1'], utf8(data))).rejects.toMatchObject({ code: 'E_TASK_INVALID' });
    }
  });
});

test('decimalText', () => {
  const numbers = [0, -0, 1, -2.5, 1 / 3, 1e21, 123456789012345, 1.5e-7, -0.00012, 1e-20];
  expect(numbers.map(decimalText)).toEqual([
    '0', '0', '1', '-2.5', '0.333333333333', '1000000000000000000000', '123456789012000',
    '0.00000015', '-0.00012', '0.00000000000000000001',
  ]); // prettier-ignore
});
