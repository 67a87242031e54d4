import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PoiwError, messageOf } from '../core/errors.ts';
import { anvilCommand } from './anvilCommand.ts';
import { prepareState } from './anvilState.ts';
import { choosePort } from './choosePort.ts';

export interface AnvilOptions {
  /** A free port is chosen when none is given. */
  readonly port?: number;
  /** Holds the chain's state, its log and everything else it writes. */
  readonly dataDir: string;
  /** Its first accounts are funded with 10,000 ether each. Never a public one outside tests. */
  readonly mnemonic: string;
  /** How many accounts are funded, by default 10. */
  readonly accounts?: number;
  readonly chainId: number;
  /** Seconds between blocks, by default 1. */
  readonly blockTime?: number;
  /** Keeps the states of past blocks, which reorgs and calls at old blocks need; by default not. */
  readonly history?: boolean;
  /** Stops the chain when aborted. */
  readonly signal?: AbortSignal;
}

export interface Anvil {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Writes the state to disk and waits until the process is gone. */
  stop(): Promise<void>;
}

const READY_MS = 20_000;
/** Ctrl-C ends everything within two seconds. */
const STOP_MS = 1_500;

/**
 * Starts a local chain that continues where the data folder's last one stopped.
 *
 * @throws PoiwError E_PORT_IN_USE, E_CONFIG when the chain does not start
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  options.signal?.throwIfAborted();
  mkdirSync(options.dataDir, { recursive: true });
  const port = await choosePort(options.port);
  const state = prepareState(options.dataDir);
  const child = spawnAnvil(options, port, state);
  const url = `http://127.0.0.1:${port}`;
  const stop = stopper(child);
  const onExit = (): boolean => child.kill('SIGTERM');
  process.once('exit', onExit);
  child.once('exit', () => process.removeListener('exit', onExit));
  options.signal?.addEventListener('abort', () => void stop(), { once: true });
  try {
    await untilReady(child, url, options);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, pid: child.pid ?? 0, stop };
}

/** Interval mining only: automine and mixed mining stall under concurrent senders (foundry 10122). */
function spawnAnvil(options: AnvilOptions, port: number, state: string): ChildProcess {
  const { command, prefix } = anvilCommand();
  const log = openSync(join(options.dataDir, 'anvil.log'), 'a');
  const args = [
    ...prefix,
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...['--chain-id', String(options.chainId), '--mnemonic', options.mnemonic],
    ...['--accounts', String(options.accounts ?? 10)],
    ...['--block-time', String(options.blockTime ?? 1), '--gas-limit', '60000000'],
    ...['--state', state, '--state-interval', '5', '--quiet'],
    ...(options.history === true ? [] : ['--prune-history']),
  ];
  try {
    return spawn(command, args, {
      stdio: ['ignore', log, log],
      // Its per-block files go to $HOME/.foundry and would stay there for ever.
      env: { ...process.env, HOME: options.dataDir },
    });
  } finally {
    closeSync(log);
  }
}

function stopper(child: ChildProcess): () => Promise<void> {
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(timer);
  };
}

async function untilReady(child: ChildProcess, url: string, options: AnvilOptions): Promise<void> {
  const failure = { error: undefined as Error | undefined };
  child.once('error', (error) => (failure.error = error));
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    options.signal?.throwIfAborted();
    if (failure.error !== undefined || child.exitCode !== null) break;
    if ((await chainIdAt(url)) === options.chainId) return;
    await sleep(25);
  }
  throw new PoiwError('E_CONFIG', `the local chain did not start (exit ${child.exitCode ?? '-'})`, {
    cause: failure.error,
    hint: `read ${join(options.dataDir, 'anvil.log')}`,
    details: failure.error === undefined ? {} : { reason: messageOf(failure.error) },
  });
}

async function chainIdAt(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}',
      signal: AbortSignal.timeout(2_000),
    });
    return Number(((await response.json()) as { result: string }).result);
  } catch {
    return undefined;
  }
}
