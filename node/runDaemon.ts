import { computeAddress } from 'ethers';
import type { Hex } from '../core/contentId.ts';
import type { Log, Service } from '../core/service.ts';
import { createLog } from './createLog.ts';
import { loadKey } from './loadKey.ts';
import { openNetwork, type OpenNetwork } from './openNetwork.ts';
import { untilAborted } from './untilAborted.ts';

export interface DaemonOptions {
  readonly network: string;
  /** Key reference of the hot worker key. */
  readonly key: string;
  readonly passwordFile?: string;
  readonly data: string;
  readonly poll: number;
  readonly logFormat: 'json' | 'pretty';
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** What every daemon is built from. */
export interface DaemonComponents extends OpenNetwork {
  readonly worker: Hex;
  readonly workerKey: Hex;
  readonly log: Log;
}

/** Wires a daemon, runs it until the signal aborts, and stops it. */
export async function runDaemon(
  options: DaemonOptions,
  create: (components: DaemonComponents) => Service,
): Promise<void> {
  const { signal } = options;
  const workerKey = await loadKey(options.key, options);
  const log = createLog({
    format: options.logFormat,
    now: () => Date.now(),
    write: (line) => process.stderr.write(`${line}\n`),
  });
  const opened = await openNetwork(options.network, { signal, privateKey: workerKey });
  const service = create({ ...opened, workerKey, worker: computeAddress(workerKey) as Hex, log });
  try {
    await service.start();
    await untilAborted(signal);
  } finally {
    await service.stop();
    log('stopped');
  }
}
