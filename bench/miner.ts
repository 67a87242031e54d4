import { parseArgs } from 'node:util';
import { messageOf } from '../core/errors.ts';
import { measureAdapter } from './miner/adapter.ts';
import { measureBaseline } from './miner/baseline.ts';
import { measureIdle } from './miner/idle.ts';
import type { Measure } from './miner/measure.ts';
import { measureModelBench } from './miner/modelBench.ts';
import { measureOverhead } from './miner/overhead.ts';
import { measureParallel } from './miner/parallel.ts';
import { benchMachine } from './benchMachine.ts';

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

try {
  const measured: Measure[] = [];
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (flags.only !== undefined && flags.only !== name) continue;
    measured.push(await measure({ quick, say }));
  }
  const targets = measured.flatMap((one) => one.targets);
  const rows = Object.assign({}, ...measured.map((one) => one.rows)) as Record<string, unknown>;
  print({
    ok: targets.every(({ pass }) => pass),
    data: { targets, rows, ...benchMachine() },
    error: null,
  });
} catch (error) {
  print({ ok: false, data: null, error: { code: 'E_BUG', message: messageOf(error) } });
}
process.exit();

interface Outcome {
  readonly ok: boolean;
  readonly data: (Record<string, unknown> & { readonly targets: readonly unknown[] }) | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

function print(outcome: Outcome): void {
  const envelope = { schema: 'poiw.cli/v1', command: 'bench miner', warnings: [], ...outcome };
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ ...envelope, meta: {} })}\n`);
  else if (outcome.data === null) say(outcome.error?.message ?? 'failed');
  else console.table(outcome.data.targets);
  process.exitCode = outcome.ok ? 0 : 1;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
