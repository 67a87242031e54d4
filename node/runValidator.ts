import { createAutoValidator } from '../validators/auto/createAutoValidator.ts';
import { createNodePool } from './createNodePool.ts';
import { createPeerValidator } from '../validators/peer/createPeerValidator.ts';
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
    return createPeerValidator({ ...components, pool }, settings);
  });
}
