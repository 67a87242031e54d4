import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runQueries } from '../../validators/auto/duckdb/runQueries.ts';
import { ratioTarget, timed, type Measure } from './measure.ts';

const ROWS = 1_000_000;
const CLAIMS = 20;

/**
 * Twenty claims on a million rows, each with its own query and the reference's, as the check runs
 * them: our child process, start and load included, against the same queries each on the CSV file
 * itself, in an engine that is already running (the baseline gets the start for nothing).
 */
export const claims: Measure = {
  name: 'claims',
  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), 'poiw-bench-'));
    try {
      const csv = new TextEncoder().encode(rowsOf(ROWS));
      const path = join(folder, 'data.csv');
      writeFileSync(path, csv);
      const queries = ['task', 'answer'].flatMap(
        (group) =>
        Array.from({ length: CLAIMS }, (_, at) => ({ sql: QUERIES[group === 'task' ? 0 : 1](at), group })), // prettier-ignore
      );
      const { signal } = new AbortController();
      const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
      const engine = await instance.connect();
      const best = { ours: Infinity, scans: Infinity };
      const seen = new Set<string>();
      for (let round = 0; round < (quick ? 4 : 12); round += 1) {
        best.ours = Math.min(
          best.ours,
          await timed(async () => {
            const { outcomes } = await runQueries(csv, queries, { signal });
            seen.add(JSON.stringify(outcomes));
          }),
        );
        // As much time for the one as for the others: a scan of everything takes six times as long.
        if (round % 3 > 0) continue;
        best.scans = Math.min(
          best.scans,
          await timed(async () => {
            for (const { sql } of queries) {
              await engine.runAndReadAll(sql.replace('FROM data', `FROM read_csv('${path}')`));
            }
          }),
        );
      }
      const value = best.scans / best.ours;
      return {
        targets: [
          ratioTarget('claims vs csv scans', { value, target: 5, baseline: Math.round(best.scans) }), // prettier-ignore
        ],
        rows: [{ measure: 'claims', unit: 'ms', rows: ROWS, claims: CLAIMS, results: seen.size, ...best }], // prettier-ignore
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The same number by two roads: the reference's query and the answer's. */
const QUERIES = [
  (at: number) =>
    `SELECT sum(amount * ${at + 1}) FROM data WHERE region = 'r${at % 7}' AND day >= ${at}`,
  (at: number) =>
    `SELECT ${at + 1} * sum(amount) FROM data WHERE day >= ${at} AND region = 'r${at % 7}'`,
] as const;

/** The same rows every time. */
function rowsOf(count: number): string {
  const lines = ['id,region,day,amount,note'];
  let state = 12345;
  for (let id = 0; id < count; id += 1) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    lines.push(`${id},r${state % 7},${state % 365},${(state % 100000) / 100},order ${id}`);
  }
  return `${lines.join('\n')}\n`;
}
