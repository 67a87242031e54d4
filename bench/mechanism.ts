import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
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
import { targetsOf, trapTarget, type Measured } from './mechanism/targets.ts';
import { openJudge } from '../node/model/openJudge.ts';
import { benchMachine } from './benchMachine.ts';
import { report, say, type Findings } from './report.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    /** Where a full run writes its tables and pictures. */
    out: { type: 'string', default: 'docs/mechanism' },
    /** A real model: the judges alone are measured, it beside the scripted ones. */
    model: { type: 'string' },
    'model-url': { type: 'string' },
    'model-key': { type: 'string' },
  },
});
const plan = flags.quick === true ? QUICK : FULL;
const jobs = createJobPool(Math.max(1, availableParallelism()));
const started = performance.now();
try {
  const { model } = flags;
  const findings = model === undefined ? () => run(plan) : () => measureModel(model);
  await report({ name: 'mechanism', json: flags.json }, findings);
} finally {
  await jobs.stop();
}

async function run(on: Plan): Promise<Findings> {
  const measured = await measure(jobs.runAll, on);
  const findings = findingsOf(measured, on);
  if (flags.quick !== true) writeDocs(measured, findings);
  return findings;
}

/** How a real model fares with the planted items: reported, promised of the scripted judges alone. */
async function measureModel(model: string): Promise<Findings> {
  const { 'model-url': modelUrl, 'model-key': modelKey } = flags;
  const settings = {
    ...{ model, ...(modelUrl === undefined ? {} : { modelUrl }) },
    ...(modelKey === undefined ? {} : { modelKey }),
  };
  const { signal } = new AbortController();
  const opened = await openJudge(settings, { env: process.env, signal, fetch });
  try {
    const judges = await measureJudges([opened.juror('planted items')]);
    return { targets: [trapTarget(judges)], rows: { judges } };
  } finally {
    await opened.close();
  }
}

async function measure(runAll: RunAll, on: Plan): Promise<Measured> {
  start('margins');
  const margins = await measureMargins(runAll, on);
  start('attacks');
  const attacks = await measureAttacks(runAll, on);
  start('errors against the baselines');
  const errors = await measureErrors(runAll, on);
  start('pools, retention, bias');
  const pools = await measurePools(runAll, on);
  const retention = await measureRetention(runAll, on);
  const unbiased = await measureUnbiased(runAll, on);
  start('judges and debates');
  const judges = await measureJudges();
  const debates = await measureDebate();
  return { margins, attacks, errors, pools, retention, unbiased, judges, debates };
}

function findingsOf(measured: Measured, { seeds }: Plan) {
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
  };
}

function writeDocs(measured: Measured, { targets, runs }: ReturnType<typeof findingsOf>) {
  mkdirSync(flags.out, { recursive: true });
  const { commit } = benchMachine();
  writeFileSync(join(flags.out, 'tables.md'), tables(measured, { targets, commit, runs }));
  for (const [name, picture] of Object.entries(pictures(measured))) {
    writeFileSync(join(flags.out, name), picture);
  }
}

/** Tells a part's start with the seconds since the run's. */
function start(part: string): void {
  say(`${Math.round((performance.now() - started) / 1_000)} s ${part}`);
}
