import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { STOP_WITH_PARENT } from '../stopSignal.ts';

/** One line a daemon logged. */
export interface ActorEvent {
  readonly event: string;
  readonly [fact: string]: unknown;
}

export interface SpawnOptions {
  /** Arguments after the script: the daemon's own command line. */
  readonly args: readonly string[];
  /** Script run by this same Node. */
  readonly script: string;
  readonly logFile: string;
  readonly onEvent: (event: ActorEvent) => void;
  /** Beyond what every daemon gets. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A daemon as a process of its own. */
export interface ActorProcess {
  readonly pid: number;
  /** Resolves with the exit code (null: killed by a signal) once the process is gone. */
  readonly ended: Promise<number | null>;
  /** True until the process ended, for whatever reason. */
  alive(): boolean;
  /** SIGTERM, and SIGKILL after `graceMs`; resolves when the process is gone. */
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Grace before SIGKILL: the promise is that Ctrl-C ends everything within two seconds. */
const GRACE_MS = 1500;

/** Starts a daemon; its stderr is the log file, each line also given to `onEvent`. */
export function spawnActor({
  args,
  script,
  logFile,
  onEvent,
  env: own = {},
}: SpawnOptions): ActorProcess {
  // Only what Node and the daemons need: no secret of the user's shell reaches a daemon.
  const { PATH, HOME } = process.env;
  const env = { ...own, PATH, HOME, NO_COLOR: '1', [STOP_WITH_PARENT]: '1' };
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    env,
    // Nothing is ever written to its stdin: it ends when this process does, however that happens.
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.write(`${line}\n`);
    const event = parseEvent(line);
    if (event !== undefined) onEvent(event);
  });
  const gone = new Promise<number | null>((resolve) => {
    child.once('close', (code) => log.end(() => resolve(code)));
    child.once('error', () => resolve(null));
  });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? -1,
    ended: gone,
    alive: isAlive,
    async stop(graceMs = GRACE_MS) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await gone;
      clearTimeout(timer);
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function parseEvent(line: string): ActorEvent | undefined {
  try {
    const value = JSON.parse(line) as Partial<ActorEvent>;
    return typeof value.event === 'string' ? (value as ActorEvent) : undefined;
  } catch {
    return undefined;
  }
}
