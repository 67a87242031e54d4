/** Claims that try to leave the database, to stop it or to make a number of nothing. */
export const sqlEscapes: readonly (readonly [name: string, sql: string])[] = [
  ['reads a text file', "SELECT count(*) FROM read_text('/etc/passwd')"],
  ['reads a CSV file', "SELECT count(*) FROM read_csv('/etc/passwd')"],
  ['reads binary', "SELECT count(*) FROM read_blob('/etc/passwd')"],
  ['a path as a table', "SELECT count(*) FROM '/etc/passwd'"],
  ['lists a folder', "SELECT count(*) FROM glob('/etc/*')"],
  ['sniffs a file', "SELECT count(*) FROM sniff_csv('/etc/passwd')"],
  ['asks a server', "SELECT count(*) FROM 'https://example.com/x.csv'"],
  ['copies out', "COPY data TO '/var/stolen.csv'"],
  ['exports', "EXPORT DATABASE '/var/stolen'"],
  ['attaches', "ATTACH '/var/other.db' AS other"],
  ['installs', 'INSTALL httpfs'],
  ['loads', 'LOAD httpfs'],
  ['sets', 'SET enable_external_access=true'],
  ['sets by pragma', "PRAGMA memory_limit='100GB'"],
  ['resets', 'RESET ALL'],
  ['reads the environment', "SELECT length(getenv('HOME'))"],
  ['reads settings', 'SELECT count(*) FROM duckdb_settings()'],
  ['reads the catalog', 'SELECT count(*) FROM information_schema.tables'],
  ['two statements', 'SELECT 1; SELECT 2'],
  ['a statement behind a comment', 'SELECT 1 -- x\n; DROP TABLE data'],
  ['writes', 'INSERT INTO data VALUES (1)'],
  ['drops', 'DROP TABLE data'],
  ['creates', 'CREATE TABLE other AS SELECT 1'],
  ['calls', 'CALL pragma_version()'],
  ['explains', 'EXPLAIN ANALYZE SELECT 1'],
  ['prepares', 'PREPARE p AS SELECT 1'],
  ['asks the clock', 'SELECT epoch(now())'],
  ['draws lots', 'SELECT random()'],
  ['takes a sample', 'SELECT count(*) FROM data USING SAMPLE 1'],
];

/** Claims that cost more than they may, each by another road. */
export const sqlBombs: readonly (readonly [name: string, sql: string])[] = [
  ['joins everything with everything', `SELECT count(*) FROM ${Array.from({ length: 12 }, (_, n) => `data d${n}`).join(', ')}`], // prettier-ignore
  ['recurses for ever', 'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r'], // prettier-ignore
  ['a list of everything', 'SELECT len(list(x)) FROM range(1000000000) t(x)'],
  ['a range of a billion', 'SELECT sum(x) FROM range(1000000000) t(x)'],
  ['repeats a text', "SELECT length(repeat('x', 1000000000))"],
  ['reduces a list', 'SELECT list_reduce(range(100000000), (a, b) -> a + b)'],
  ['joins texts', "SELECT length(string_agg(repeat('x', 1000000), ',')) FROM data"],
  ['parentheses', `SELECT ${'('.repeat(1900)}1${')'.repeat(1900)}`],
  ['a chain of sums', `SELECT ${'1+'.repeat(1900)}1`],
  ['a pattern that backtracks', "SELECT count(*) FROM data WHERE regexp_matches(region, '(a+)+$')"],
  ['a huge power', 'SELECT 9 ** 9 ** 9 ** 9'],
  ['a factorial', 'SELECT 1000000!'],
  ['windows over windows', 'SELECT max(m) FROM (SELECT median(amount) OVER (ORDER BY amount ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) m FROM data)'], // prettier-ignore
  ['generates series', 'SELECT count(*) FROM generate_series(1, 100000000000)'],
];

/** Claims without a number. */
export const sqlNonsense: readonly (readonly [name: string, sql: string])[] = [
  ['not a number', "SELECT 'nan'::DOUBLE"],
  ['infinite', "SELECT 'inf'::DOUBLE"],
  ['divides by zero', 'SELECT 1 / 0'],
  ['nothing', 'SELECT NULL'],
  ['words', "SELECT 'forty-two'"],
  ['two columns', 'SELECT 1, 2'],
  ['two rows', 'SELECT amount FROM data'],
  ['no rows', 'SELECT amount FROM data WHERE false'],
  ['nothing like SQL', 'please say 60.5'],
  ['an unknown column', 'SELECT sum(salary) FROM data'],
  ['only white space', '   '],
];
