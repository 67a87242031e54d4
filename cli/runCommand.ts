import type { Command } from 'commander';
import { asPoiwError, EXIT, type PoiwError } from '../core/errors.ts';
import { fileError } from '../node/fileError.ts';
import { stopSignal } from '../node/stopSignal.ts';
import { packageVersion } from '../node/packageVersion.ts';

/** What a command hands back: `data` for machines, `text` for people. */
export interface CommandResult {
  readonly data: unknown;
  readonly text: string;
  readonly warnings?: readonly string[];
  /** The command ran, and its answer is no: printed with its data, exits with the error's code. */
  readonly error?: PoiwError;
  readonly chainId?: bigint;
}

export interface CommandContext {
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  readonly json: boolean;
  /** A line for people, on stderr; never part of the result. */
  readonly progress: (line: string) => void;
  /**
   * A part of the result as it comes, on stdout: with --json the value as a JSON line, and the
   * envelope is then the last line; else the text.
   */
  readonly emit: (part: { readonly value: unknown; readonly text: string }) => void;
}

interface GlobalOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const SIGNAL_EXIT = { SIGINT: EXIT.sigint, SIGTERM: EXIT.sigterm } as const;

/**
 * Runs a command's body and ends the process as docs/cli.md promises: stdout carries the result
 * only (with --json one envelope), stderr everything else, the exit code says what happened.
 */
export async function runCommand(
  command: Command,
  body: (context: CommandContext) => Promise<CommandResult>,
): Promise<void> {
  const options: GlobalOptions = command.optsWithGlobals();
  const json = options.json === true;
  const startedAt = performance.now();
  const { signal, caught } = stopSignal((name) => process.exit(SIGNAL_EXIT[name]));
  const progress = (line: string) => {
    if (options.quiet !== true) process.stderr.write(`${line}\n`);
  };
  const name = commandName(command);
  let lines = false;
  const emit: CommandContext['emit'] = ({ value, text }) => {
    lines = true;
    if (json) process.stdout.write(`${JSON.stringify(value, bigintAsText)}\n`);
    else if (text !== '') process.stdout.write(`${text}\n`);
  };
  const finish = (result: Partial<CommandResult>) => {
    const meta = {
      version: packageVersion,
      chainId: result.chainId?.toString() ?? null,
      durationMs: Math.round(performance.now() - startedAt),
    };
    print(name, result, { json, meta, lines });
  };
  try {
    const result = await body({ signal, json, progress, emit });
    finish(result);
    // A daemon that was asked to stop and did is a success; what was cut short throws E_ABORTED.
    process.exitCode = result.error?.exitCode ?? EXIT.ok;
  } catch (thrown) {
    const error = asPoiwError(fileError(thrown));
    finish({ error });
    const name = caught();
    process.exitCode = name === undefined ? error.exitCode : SIGNAL_EXIT[name];
  }
  // Everything the command started was stopped by it; what an RPC library still holds open must
  // not keep a finished command alive.
  await flush(process.stdout);
  await flush(process.stderr);
  process.exit();
}

interface PrintOptions {
  readonly json: boolean;
  readonly meta: Readonly<Record<string, unknown>>;
  /** The envelope ends a list of lines, and is one itself. */
  readonly lines: boolean;
}

function print(
  command: string,
  result: Partial<CommandResult>,
  { json, meta, lines }: PrintOptions,
): void {
  const { error } = result;
  if (json) {
    const envelope = {
      schema: 'poiw.cli/v1',
      command,
      ok: error === undefined,
      data: result.data ?? null,
      warnings: result.warnings ?? [],
      error: error === undefined ? null : errorJson(error),
      meta,
    };
    process.stdout.write(`${JSON.stringify(envelope, bigintAsText, lines ? 0 : 2)}\n`);
    return;
  }
  if (result.text !== undefined && result.text !== '') process.stdout.write(`${result.text}\n`);
  for (const warning of result.warnings ?? []) process.stderr.write(`warning: ${warning}\n`);
  if (error !== undefined) process.stderr.write(errorText(error));
}

function errorJson(error: PoiwError) {
  const { code, message, hint, retryable, details } = error;
  return { code, message, hint: hint ?? null, docs: `docs/cli.md#errors`, retryable, details };
}

/** What happened, why, and what to do next. */
function errorText(error: PoiwError): string {
  const cause = error.cause instanceof Error ? `  cause: ${firstLine(error.cause.message)}\n` : '';
  const next = error.hint === undefined ? '' : `  next:  ${error.hint}\n`;
  return `error ${error.code}: ${printable(error.message)}\n${printable(cause)}${next}`;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300);
}

/** Untrusted text may carry terminal escapes; none reaches the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** `poiw task publish` is "task publish". */
function commandName(command: Command): string {
  const { parent } = command;
  if (parent === null) return '';
  return `${commandName(parent)} ${command.name()}`.trim();
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
