import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PoiwError } from '../../../core/errors.ts';
import { CHILD_MEMORY_KIB, CHILD_OUTPUT_BYTES, QUERY_DEADLINE_MS } from './queryLimits.ts';
import type { ChildMessage, ChildRequest, Query, QueryOutcome } from './query.ts';

export interface QueryRun {
  /** DuckDB's version. */
  readonly version: string;
  /** Rows of table `data`. */
  readonly rows: number;
  /** One for each query, in order. */
  readonly outcomes: readonly QueryOutcome[];
}

export interface RunQueriesOptions {
  readonly signal: AbortSignal;
  /** Kill switch, milliseconds for all queries together. */
  readonly deadlineMs?: number;
}

/**
 * Runs untrusted queries over a CSV file in a child process of their own: locked-down DuckDB, no
 * environment, bounded memory, killed at the deadline.
 *
 * @throws PoiwError E_TASK_INVALID when the CSV cannot be read, E_CHECK_TIMEOUT when the kill
 * switch fired, E_CHECK_CRASHED when the child died, E_ABORTED
 */
export async function runQueries(
  csv: Uint8Array,
  queries: readonly Query[],
  options: RunQueriesOptions,
): Promise<QueryRun> {
  if (options.signal.aborted) throw new PoiwError('E_ABORTED', 'stopped by request');
  const folder = await mkdtemp(join(tmpdir(), 'poiw-sql-'));
  const path = join(folder, 'data.csv');
  // Written while the child starts, which takes longer.
  const written = writeFile(path, csv, { mode: 0o600 });
  try {
    return await runChild({ csv: path, queries }, written, options);
  } finally {
    await written.catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}

async function runChild(
  request: ChildRequest,
  written: Promise<void>,
  { signal, deadlineMs = QUERY_DEADLINE_MS }: RunQueriesOptions,
): Promise<QueryRun> {
  const child = spawnChild();
  const stop = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const kill = () => child.kill('SIGKILL');
  stop.addEventListener('abort', kill, { once: true });
  try {
    const messages = await converse(child, request, written);
    return resultOf(messages, request.queries.length);
  } catch (thrown) {
    if (signal.aborted) throw new PoiwError('E_ABORTED', 'stopped by request', { cause: thrown });
    if (stop.aborted) throw timeout(deadlineMs, thrown);
    throw thrown;
  } finally {
    stop.removeEventListener('abort', kill);
    kill();
  }
}

function timeout(deadlineMs: number, cause: unknown): PoiwError {
  return new PoiwError('E_CHECK_TIMEOUT', `queries overran ${deadlineMs} ms and were killed`, {
    cause,
    retryable: true,
    hint: 'this machine may be overloaded: the same check may pass later',
  });
}

/** The limits are the shell's; where there is none, the deadline alone has to do. */
function spawnChild(): ChildProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./queryChild.${extension}`, import.meta.url));
  const options = { env: childEnv(), stdio: ['pipe', 'pipe', 'ignore'] as const };
  if (process.platform === 'win32') {
    return spawn(process.execPath, [script], { ...options, stdio: [...options.stdio] });
  }
  const limits = `ulimit -c 0; ulimit -f 0; ulimit -v ${CHILD_MEMORY_KIB} 2>/dev/null`;
  const command = `${limits}; exec "$0" "$@"`;
  // Without it wasm, which Node may use to read TypeScript, reserves more than the limit allows.
  const flags = ['--disable-wasm-trap-handler'];
  return spawn('/bin/sh', ['-c', command, process.execPath, ...flags, script], {
    ...options,
    stdio: [...options.stdio],
  });
}

function childEnv(): NodeJS.ProcessEnv {
  const systemRoot = process.env['SystemRoot'];
  return { TZ: 'UTC', ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }) };
}

/** All messages of the child up to its end; a child that talks too much is killed. */
async function converse(
  child: ChildProcess,
  request: ChildRequest,
  written: Promise<void>,
): Promise<ChildMessage[]> {
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw crashed('it has no pipes');
  const messages: ChildMessage[] = [];
  let bytes = 0;
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => reject(crashed('it did not start', cause)));
    child.once('close', () => resolve());
  });
  createInterface({ input: stdout }).on('line', (line) => {
    bytes += line.length;
    if (bytes > CHILD_OUTPUT_BYTES) child.kill('SIGKILL');
    else messages.push(JSON.parse(line) as ChildMessage);
  });
  // A child that dies early closes its end; the missing results tell.
  stdin.on('error', () => undefined);
  const send = async () => {
    await written;
    // Left open: its end tells the child that nobody waits any more.
    stdin.write(`${JSON.stringify(request)}\n`);
  };
  await Promise.all([ended, send()]);
  return messages;
}

function resultOf(messages: readonly ChildMessage[], count: number): QueryRun {
  const [first] = messages;
  if (first?.event === 'bad-data') {
    throw new PoiwError('E_TASK_INVALID', `the dataset cannot be loaded: ${first.detail}`, {
      hint: 'the dataset must be a CSV file with a header row, commas and double quotes',
    });
  }
  const outcomes = messages.flatMap((one) => (one.event === 'outcome' ? [one.outcome] : []));
  const complete = messages.at(-1)?.event === 'done' && outcomes.length === count;
  if (first?.event !== 'loaded' || !complete) {
    throw crashed(`it answered ${outcomes.length} of ${count} queries`);
  }
  return { version: first.version, rows: first.rows, outcomes };
}

function crashed(what: string, cause?: unknown): PoiwError {
  return new PoiwError('E_CHECK_CRASHED', `the query process died: ${what}`, {
    cause,
    retryable: true,
    hint: 'most often memory ran out: give the validator more',
  });
}
