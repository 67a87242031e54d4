import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { messageOf } from '../core/errors.ts';
import { audits } from './auto/audits.ts';
import { claims } from './auto/claims.ts';
import { errorOnly } from './auto/errorOnly.ts';
import { exploitScenario } from './auto/exploitScenario.ts';
import { fuelIdentical } from './auto/fuelIdentical.ts';
import type { Measure, Measured } from './auto/measure.ts';
import { throughput } from './auto/throughput.ts';
import { typecheck } from './auto/typecheck.ts';
import { workerReady } from './auto/workerReady.ts';

/** One file a measure, in bench/auto/; each has its baseline in the same run. */
const MEASURES: readonly Measure[] = [
  throughput,
  workerReady,
  errorOnly,
  typecheck,
  fuelIdentical,
  exploitScenario,
  claims,
  audits,
];

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
  },
});

try {
  const found: Measured[] = [];
  for (const measure of MEASURES) {
    if (flags.only !== undefined && flags.only !== measure.name) continue;
    process.stderr.write(`measuring ${measure.name}\n`);
    found.push(await measure.run({ quick: flags.quick === true }));
  }
  const targets = found.flatMap((one) => one.targets);
  const data = { targets, rows: found.flatMap(({ rows }) => rows), machine: machine(), commit: commit() }; // prettier-ignore
  print({ ok: targets.every(({ pass }) => pass), data, error: null });
} catch (error) {
  print({ ok: false, data: null, error: { code: 'E_BUG', message: messageOf(error) } });
}

function print(outcome: {
  readonly ok: boolean;
  readonly data: Measured | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}): void {
  const envelope = {
    schema: 'poiw.cli/v1',
    command: 'bench auto',
    ...outcome,
    warnings: [],
    meta: {},
  };
  if (flags.json === true) process.stdout.write(`${JSON.stringify(envelope)}\n`);
  else if (outcome.data === null) process.stderr.write(`${outcome.error?.message ?? ''}\n`);
  else {
    console.table(outcome.data.targets);
    for (const row of outcome.data.rows) process.stdout.write(`${JSON.stringify(row)}\n`);
  }
  process.exitCode = outcome.ok ? 0 : 1;
}

function machine(): Record<string, unknown> {
  return {
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
