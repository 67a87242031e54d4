import { parseArgs } from 'node:util';
import { audits } from './auto/audits.ts';
import { claims } from './auto/claims.ts';
import { errorOnly } from './auto/errorOnly.ts';
import { exploitScenario } from './auto/exploitScenario.ts';
import { fuelIdentical } from './auto/fuelIdentical.ts';
import { hostile } from './auto/hostile.ts';
import type { Measure, Measured } from './auto/measure.ts';
import { throughput } from './auto/throughput.ts';
import { typecheck } from './auto/typecheck.ts';
import { workerReady } from './auto/workerReady.ts';
import { report, requirePart, say, type Findings } from './report.ts';

/** One file a measure, in bench/auto/; each has its baseline in the same run. */
const MEASURES: readonly Measure[] = [
  throughput,
  workerReady,
  errorOnly,
  typecheck,
  fuelIdentical,
  exploitScenario,
  claims,
  hostile,
  audits,
];

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
  },
});

await report({ name: 'auto', json: flags.json, show }, async () => {
  requirePart(
    flags.only,
    MEASURES.map(({ name }) => name),
  );
  const found: Measured[] = [];
  for (const measure of MEASURES) {
    if (flags.only !== undefined && flags.only !== measure.name) continue;
    say(`measuring ${measure.name}`);
    found.push(await measure.run({ quick: flags.quick === true }));
  }
  return {
    targets: found.flatMap(({ targets }) => targets),
    rows: found.flatMap(({ rows }) => rows),
  };
});

/** A row a line. */
function show({ rows }: Findings): void {
  for (const row of rows as Measured['rows']) process.stdout.write(`${JSON.stringify(row)}\n`);
}
