import { messageOf } from '../core/errors.ts';
import { benchMachine } from './benchMachine.ts';
import type { Target } from './target.ts';

/** What a bench found: promised figures, and everything else by name. */
export interface Findings {
  readonly targets: readonly Target[];
  readonly rows: unknown;
  readonly [more: string]: unknown;
}

interface ReportOptions {
  /** After `bench`, as in `npm run bench:<name>`. */
  readonly name: string;
  readonly json: boolean | undefined;
  /** Prints more than the targets for a reader; nothing by default. */
  readonly show?: (findings: Findings) => void;
}

/**
 * Runs a bench and prints its one envelope on stdout, or its targets as a table. Exit code 1 when a
 * target is missed or the run failed.
 */
export async function report(
  { name, json, show }: ReportOptions,
  measure: () => Promise<Findings>,
): Promise<void> {
  const { findings, error } = await attempt(measure);
  const ok = findings !== null && findings.targets.every(({ pass }) => pass);
  if (json === true) {
    const data = findings === null ? null : { ...findings, ...benchMachine() };
    const envelope = { schema: 'poiw.cli/v1', command: `bench ${name}`, ok, data };
    process.stdout.write(`${JSON.stringify({ ...envelope, warnings: [], error, meta: {} })}\n`);
  } else if (findings === null) say(error.message);
  else {
    console.table(findings.targets);
    show?.(findings);
  }
  process.exitCode = ok ? 0 : 1;
}

type Attempt =
  | { readonly findings: Findings; readonly error: null }
  | {
      readonly findings: null;
      readonly error: { readonly code: string; readonly message: string };
    };

async function attempt(measure: () => Promise<Findings>): Promise<Attempt> {
  try {
    return { findings: await measure(), error: null };
  } catch (error) {
    return { findings: null, error: { code: 'E_BUG', message: messageOf(error) } };
  }
}

/** Progress, on stderr: stdout holds the envelope alone. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** @throws Error when `--only` names no part of the bench: measuring nothing would pass. */
export function requirePart(only: string | undefined, parts: readonly string[]): void {
  if (only === undefined || parts.includes(only)) return;
  throw new Error(`--only ${only}: there are ${parts.join(', ')}`);
}
