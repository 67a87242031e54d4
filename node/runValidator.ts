import { createAutoValidator } from '../validators/auto/createAutoValidator.ts';
import { createNodePool } from './createNodePool.ts';
import type { TaskState } from '../chain/taskState.ts';
import { judgeTask } from '../validators/peer/judgeTask.ts';
import { createPeerValidator } from '../validators/peer/createPeerValidator.ts';
import { guardStart } from './protection/guardStart.ts';
import { runDaemon, type DaemonOptions } from './runDaemon.ts';

export interface RunValidatorOptions extends DaemonOptions {
  readonly tier: 'auto' | 'peer';
}

/** Runs a validator daemon until the signal aborts. */
export async function runValidator(options: RunValidatorOptions): Promise<void> {
  const settings = { pollMs: options.poll };
  await runDaemon(options, (components) => {
    const pool = createNodePool();
    if (options.tier === 'auto') return createAutoValidator({ ...components, pool }, settings);
    const judge = (task: TaskState, signal: AbortSignal) =>
      judgeTask(components, task, { pool, signal });
    const parts = { ...components, pool, judge };
    const validator = createPeerValidator(parts, settings);
    const { recover = false, doppelgangerWait: twinWait = 0, signal } = options;
    const { fromBlock } = components.network;
    return {
      ...validator,
      async start() {
        await guardStart(parts, { role: 'peer', recover, twinWait, fromBlock, signal });
        await validator.start();
      },
      routes: {
        status: () => Promise.resolve({ running: true, pid: process.pid, ...validator.status() }),
        stop: () => {
          // Answered first: the channel closes with the daemon.
          setTimeout(() => components.stop(), 50);
          return Promise.resolve({ running: true, ...validator.status() });
        },
      },
    };
  });
}
