/**
 * A dishonest miner as a process: the real daemon with a dishonest solver, or one that dies after
 * its commit. Used by the demo and its tests; nothing else starts it.
 */
import { parseArgs } from 'node:util';
import { asPoiwError } from '../../core/errors.ts';
import { TASK_KINDS, type TaskKind } from '../../core/taskKind.ts';
import { MINER_DEFAULTS } from '../miner/minerSettings.ts';
import { runMiner, type RunMinerOptions } from '../miner/runMiner.ts';
import { stopSignal } from '../stopSignal.ts';
import { createBluffer, createCopycat } from './adversaries.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    network: { type: 'string', default: '' },
    key: { type: 'string', default: '' },
    data: { type: 'string', default: '' },
    poll: { type: 'string', default: '500' },
    kinds: { type: 'string', default: '' },
    'log-format': { type: 'string' },
  },
});

const { signal } = stopSignal(() => process.exit(1));

try {
  await runMiner({
    ...MINER_DEFAULTS,
    network: values.network,
    key: values.key,
    data: values.data,
    poll: Number(values.poll),
    kinds: TASK_KINDS.filter((kind: TaskKind) => values.kinds.split(',').includes(kind)),
    logFormat: 'json',
    env: process.env,
    signal,
    ...behaviour(positionals[0]),
  });
} catch (thrown) {
  const { code, message } = asPoiwError(thrown);
  process.stderr.write(`${JSON.stringify({ event: 'failed', code, message })}\n`);
  process.exitCode = 1;
}

function behaviour(name: string | undefined): Partial<RunMinerOptions> {
  switch (name) {
    case 'copycat':
      return { createSolver: createCopycat };
    case 'bluffer':
      return { createSolver: createBluffer };
    case 'silent':
      // An honest answer, and then nobody is there to reveal it.
      return {
        onLog: (event) => {
          if (event === 'committed') process.exit(0);
        },
      };
    default:
      throw new Error(`unknown behaviour ${name ?? ''}`);
  }
}
