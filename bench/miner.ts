import { parseArgs } from 'node:util';
import { measureAdapter } from './miner/adapter.ts';
import { measureBaseline } from './miner/baseline.ts';
import { measureIdle } from './miner/idle.ts';
import type { Measure } from './miner/measure.ts';
import { measureModelBench } from './miner/modelBench.ts';
import { measureOverhead } from './miner/overhead.ts';
import { measureParallel } from './miner/parallel.ts';
import { report, requirePart, say } from './report.ts';

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } },
});
const quick = flags.quick === true;

/** One file a measure; each brings its rows and the targets they are held to. */
const MEASURES = {
  adapter: measureAdapter,
  model: measureModelBench,
  parallel: measureParallel,
  overhead: measureOverhead,
  idle: measureIdle,
  baseline: measureBaseline,
};

await report({ name: 'miner', json: flags.json }, async () => {
  requirePart(flags.only, Object.keys(MEASURES));
  const measured: Measure[] = [];
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (flags.only !== undefined && flags.only !== name) continue;
    measured.push(await measure({ quick, say }));
  }
  const targets = measured.flatMap((one) => one.targets);
  return { targets, rows: Object.assign({}, ...measured.map(({ rows }) => rows)) as unknown };
});
process.exit();
