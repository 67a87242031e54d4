import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../core/errors.ts';
import { measureDebate } from './mechanism/judges/measureDebate.ts';
import { measureJudges } from './mechanism/judges/measureJudges.ts';
import { measureAttacks } from './mechanism/measureAttacks.ts';
import { measureErrors } from './mechanism/measureErrors.ts';
import { measureMargins } from './mechanism/measureMargins.ts';
import { measurePools, measureRetention, measureUnbiased } from './mechanism/measureRest.ts';
import { pictures } from './mechanism/pictures.ts';
import { FULL, QUICK, type Plan } from './mechanism/plan.ts';
import { createJobPool, type RunAll } from './mechanism/runAll.ts';
import { tables } from './mechanism/tables.ts';
import { targetsOf, type Measured } from './mechanism/targets.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    /** Where a full run writes its tables and pictures. */
    out: { type: 'string', default: 'docs/mechanism' },
  },
});
const plan = flags.quick === true ? QUICK : FULL;
const jobs = createJobPool(Math.max(1, availableParallelism()));
const started = performance.now();
try {
  print(await run(plan));
} catch (error) {
  print({ ok: false, data: null, error: { code: 'E_BUG', message: messageOf(error) } });
} finally {
  await jobs.stop();
}

interface Outcome {
  readonly ok: boolean;
  readonly data: (Record<string, unknown> & Pick<ReturnType<typeof report>, 'targets'>) | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

async function run(on: Plan): Promise<Outcome> {
  const measured = await measure(jobs.runAll, on);
  const data = report(measured, on);
  if (flags.quick !== true) writeDocs(measured, data);
  return { ok: data.targets.every(({ pass }) => pass), data, error: null };
}

async function measure(runAll: RunAll, on: Plan): Promise<Measured> {
  say('margins');
  const margins = await measureMargins(runAll, on);
  say('attacks');
  const attacks = await measureAttacks(runAll, on);
  say('errors against the baselines');
  const errors = await measureErrors(runAll, on);
  say('pools, retention, bias');
  const pools = await measurePools(runAll, on);
  const retention = await measureRetention(runAll, on);
  const unbiased = await measureUnbiased(runAll, on);
  say('judges and debates');
  const judges = await measureJudges();
  const debates = await measureDebate();
  return { margins, attacks, errors, pools, retention, unbiased, judges, debates };
}

function report(measured: Measured, { seeds }: Plan) {
  const { attacks } = measured;
  return {
    targets: targetsOf(measured),
    rows: {
      ...measured,
      margins: measured.margins.rows,
      attacks: attacks.filter(({ limit }) => !limit),
    },
    /** Attacks the rule does not promise to stop, measured. */
    limits: attacks.filter(({ limit }) => limit),
    runs: seeds.length,
    machine: {
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    commit: commit(),
  };
}

function writeDocs(measured: Measured, { targets, commit: at, runs }: ReturnType<typeof report>) {
  mkdirSync(flags.out, { recursive: true });
  writeFileSync(join(flags.out, 'tables.md'), tables(measured, { targets, commit: at, runs }));
  for (const [name, picture] of Object.entries(pictures(measured))) {
    writeFileSync(join(flags.out, name), picture);
  }
}

function print(outcome: Outcome): void {
  const envelope = {
    schema: 'poiw.cli/v1',
    command: 'bench mechanism',
    ok: outcome.ok,
    data: outcome.data,
    warnings: [],
    error: outcome.error,
    meta: {},
  };
  if (flags.json === true) process.stdout.write(`${JSON.stringify(envelope)}\n`);
  else if (outcome.data === null) say(outcome.error?.message ?? 'failed');
  else console.table(outcome.data.targets);
  process.exitCode = outcome.ok ? 0 : 1;
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

function say(line: string): void {
  process.stderr.write(`${Math.round((performance.now() - started) / 1_000)} s ${line}\n`);
}
