import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PoiwError } from '../../../core/errors.ts';
import { LOGIC_DEADLINE_MS } from './logicLimits.ts';

/** What the solver says of a formula within its limit of work. */
export type LogicAnswer = 'sat' | 'unsat' | 'unknown' | 'error';

export interface LogicOptions {
  /** The solver's count of work that each formula may take. */
  readonly rlimit: number;
  readonly signal: AbortSignal;
  /** Kill switch for all of them together, milliseconds. */
  readonly deadlineMs?: number;
}

/**
 * Asks z3 whether each of the formulas can hold, in a child without environment that is killed at
 * the deadline.
 *
 * @throws PoiwError E_CHECK_TIMEOUT when the kill switch fired, E_CHECK_CRASHED when the child
 * died, E_ABORTED
 */
export async function solveLogic(
  formulas: readonly string[],
  { rlimit, signal, deadlineMs = LOGIC_DEADLINE_MS }: LogicOptions,
): Promise<LogicAnswer[]> {
  if (formulas.length === 0) return [];
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./logicChild.${extension}`, import.meta.url));
  const child = spawn(process.execPath, [script], { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
  const stop = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const kill = () => child.kill('SIGKILL');
  stop.addEventListener('abort', kill, { once: true });
  try {
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${JSON.stringify({ formulas, rlimit })}\n`);
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(JSON.parse(line) as string);
      if (lines.length > formulas.length) break;
    }
    if (lines.length > formulas.length) return lines.slice(0, formulas.length).map(answerOf);
    if (signal.aborted) throw new PoiwError('E_ABORTED', 'stopped by request');
    if (stop.aborted) throw new PoiwError('E_CHECK_TIMEOUT', `formulas overran ${deadlineMs} ms`, { retryable: true }); // prettier-ignore
    throw new PoiwError('E_CHECK_CRASHED', 'the solver process died', { retryable: true });
  } finally {
    stop.removeEventListener('abort', kill);
    kill();
  }
}

function answerOf(output: string): LogicAnswer {
  return output === 'sat' || output === 'unsat' || output === 'unknown' ? output : 'error';
}
