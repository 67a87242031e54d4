import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { QUERY_LIMITS } from './queryLimits.ts';

/** A locked database that holds one table, `data`. */
export interface Dataset {
  readonly connection: DuckDBConnection;
  /** A second one, so that two queries can run at once, each in one thread. */
  readonly other: DuckDBConnection;
  /** DuckDB's version and the commit it was built from, e.g. `v1.5.6 3a3967aa81`. */
  readonly version: string;
  readonly rows: number;
  /** Column names in lower case. */
  readonly columns: ReadonlySet<string>;
  close(): void;
}

/** One thread: with two, sums of floats took 13 values in 15 runs. */
const CONFIG = {
  threads: '1',
  memory_limit: `${QUERY_LIMITS.memoryMb}MB`,
  temp_directory: '',
  max_temp_directory_size: '0KB',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
};

/**
 * Comma, double quote, empty field = NULL, no line skipped or padded; types are guessed from every
 * row, not from a sample: a number that does not fit a type guessed too narrow would be rounded.
 */
const DIALECT = `header=true, delim=',', quote='"', escape='"', nullstr='', comment='', skip=0,
  null_padding=false, strict_mode=true, sample_size=-1`;

/**
 * Loads a CSV file, then locks the database: no file, no network, no setting from here on.
 *
 * @throws Error of DuckDB, or RangeError for a file without rows
 */
export async function openDataset(csv: string): Promise<Dataset> {
  const instance = await DuckDBInstance.create(':memory:', CONFIG);
  const [connection, other] = [await instance.connect(), await instance.connect()];
  for (const one of [connection, other]) await one.run(`SET TimeZone='UTC'`);
  await loadTable(connection, csv);
  const count = await connection.runAndReadAll('SELECT count(*) FROM data');
  const rows = Number(count.value(0, 0));
  if (rows === 0) throw new RangeError('it has no rows');
  const table = await connection.runAndReadAll('SELECT * FROM data LIMIT 0');
  const build = await connection.runAndReadAll(
    "SELECT library_version || ' ' || source_id FROM pragma_version()",
  );
  await connection.run('SET enable_external_access=false');
  await connection.run('SET lock_configuration=true');
  return {
    connection,
    other,
    version: String(build.value(0, 0)),
    rows,
    columns: new Set(table.columnNames().map((name) => name.toLowerCase())),
    close() {
      connection.closeSync();
      other.closeSync();
      instance.closeSync();
    },
  };
}

/**
 * Two threads read faster and keep the order of rows; only queries need one. They also need more
 * memory, so what they cannot load one thread tries again: the file alone decides.
 */
async function loadTable(connection: DuckDBConnection, csv: string): Promise<void> {
  const path = csv.replaceAll("'", "''");
  const load = () =>
    connection.run(`CREATE TABLE data AS SELECT * FROM read_csv('${path}', ${DIALECT})`);
  await connection.run('SET threads=2');
  const loaded = await load().then(
    () => true,
    () => false,
  );
  await connection.run('SET threads=1');
  if (!loaded) await load();
}
