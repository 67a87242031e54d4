import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Envelope<Data> {
  readonly schema: string;
  readonly command: string;
  readonly ok: boolean;
  readonly data: Data;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null;
}

/** Starts the command line as a user's shell would. */
export function startCli(args: readonly string[], cwd = process.cwd()): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
}

/** Runs a command to its end. */
export function runCli(args: readonly string[], cwd?: string): Promise<CliRun> {
  return finish(startCli(args, cwd));
}

/** Waits for a started command. */
export function finish(child: ChildProcess): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** The one envelope on stdout. */
export function envelopeOf<Data = Record<string, unknown>>({
  stdout,
  stderr,
}: CliRun): Envelope<Data> {
  try {
    return JSON.parse(stdout) as Envelope<Data>;
  } catch {
    throw new Error(
      `stdout is not one JSON document:\n${stdout.slice(0, 500)}\n${stderr.slice(-2000)}`,
    );
  }
}
