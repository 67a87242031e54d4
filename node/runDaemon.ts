import { computeAddress } from 'ethers';
import { join } from 'node:path';
import type { Hex } from '../core/contentId.ts';
import type { PoiwError } from '../core/errors.ts';
import type { Journal } from '../core/journal.ts';
import type { Log, Service } from '../core/service.ts';
import { controlSocket } from './control/controlSocket.ts';
import { serveControl, type ControlRoutes } from './control/serveControl.ts';
import { createLog } from './createLog.ts';
import { holdKey } from './holdKey.ts';
import { loadKey } from './loadKey.ts';
import { openJournal } from './openJournal.ts';
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
  readonly journal: Journal;
  readonly log: Log;
  /** Ends the daemon; with an error it ends with that. */
  readonly stop: (error?: PoiwError) => void;
}

/** A service with a control channel of its own. */
export interface ControlledService extends Service {
  readonly routes?: ControlRoutes;
}

/**
 * Wires a daemon, runs it until the signal aborts or it ends itself, and stops it.
 *
 * @throws PoiwError E_ALREADY_RUNNING when the key or the data folder is in use, and what the
 * daemon ended itself with
 */
export async function runDaemon(
  options: DaemonOptions,
  create: (components: DaemonComponents) => ControlledService,
): Promise<void> {
  const ending = new AbortController();
  const failure: { error?: PoiwError } = {};
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const workerKey = await loadKey(options.key, options);
  const worker = computeAddress(workerKey) as Hex;
  const log = createLog({
    format: options.logFormat,
    now: () => Date.now(),
    write: (line) => process.stderr.write(`${line}\n`),
  });
  const stop = (error?: PoiwError) => {
    if (error !== undefined) failure.error ??= error;
    ending.abort();
  };
  const journal = openJournal(join(options.data, 'journal.db'));
  try {
    const opened = await openNetwork(options.network, {
      ...{ signal, log, privateKey: workerKey, transactions: journal.transactions },
    });
    const letGo = await holdKey(opened.chain, worker);
    try {
      const service = create({ ...opened, workerKey, worker, journal, log, stop });
      await runService(service, { data: options.data, signal });
      log('stopped');
    } finally {
      opened.chain.close();
      letGo();
    }
  } finally {
    journal.close();
  }
  if (failure.error !== undefined) throw failure.error;
}

async function runService(
  service: ControlledService,
  { data, signal }: { readonly data: string; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await service.start();
    const { routes } = service;
    const control =
      routes === undefined ? undefined : await serveControl(controlSocket(data), routes);
    await untilAborted(signal);
    await control?.close();
  } finally {
    await service.stop();
  }
}
