import { stat } from 'node:fs/promises';
import { PoiwError } from '../../core/errors.ts';
import { resolveModel } from '../../models/llama/resolveModel.ts';
import { hubOf, modelsFolderOf } from './openAdapter.ts';

export interface PullOptions {
  readonly modelsFolder?: string;
  readonly sha256?: string;
  readonly trustFirst: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** Draws one line over and over rather than writing many. */
  readonly bar: boolean;
}

const WIDTH = 30;
const LINE_MS = 10_000;
const BAR_MS = 100;

/** Fetches a model into the models folder. */
export async function pullModel(reference: string, options: PullOptions) {
  if (!reference.startsWith('hf:')) {
    throw new PoiwError('E_USAGE', `${reference} cannot be pulled`, {
      hint: 'hf:user/repo/file.gguf or hf:user/repo:Q4_K_M',
    });
  }
  const { sha256 } = options;
  const path = await resolveModel(reference, {
    folder: modelsFolderOf(options, options.env),
    fetch,
    signal: options.signal,
    hub: hubOf(options.env),
    trustFirst: options.trustFirst,
    ...(sha256 === undefined ? {} : { sha256 }),
    onProgress: createProgress(options),
  });
  if (options.bar) process.stderr.write('\n');
  return { reference, path, bytes: (await stat(path)).size };
}

function createProgress({ bar, progress }: PullOptions) {
  let last = -Infinity;
  return (done: number, total: number | null) => {
    const now = performance.now();
    if (now - last < (bar ? BAR_MS : LINE_MS) && done !== total) return;
    last = now;
    const line = lineOf(done, total);
    if (bar) process.stderr.write(`\r${line}`);
    else progress(line);
  };
}

function lineOf(done: number, total: number | null): string {
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  if (total === null) return `${mib(done)} MiB`;
  const share = total === 0 ? 1 : done / total;
  const full = Math.round(share * WIDTH);
  const drawn = `${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}`;
  return `[${drawn}] ${mib(done)} of ${mib(total)} MiB (${Math.floor(share * 100)} %)`;
}
