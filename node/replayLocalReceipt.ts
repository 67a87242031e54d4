import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { canonicalBytes, parseUntrustedJson } from '../core/canonicalJson.ts';
import { contentIdOf, type Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import { checkAnswer } from '../validators/auto/engine.ts';
import type { Replay } from './bundle/replayReceipt.ts';
import { createNodePool } from './createNodePool.ts';

export interface LocalReplayOptions {
  /** Task folder with its hidden part. */
  readonly task: string;
  /** File of the answer. */
  readonly answer: string;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

const named = z.object({
  task: z.string(),
  answer: z.string(),
  hidden: z.string().nullable(),
  item: z.string(),
  seed: z.string().regex(/^0x[0-9a-f]{64}$/),
});

/**
 * Runs the check behind a receipt again from a task folder and an answer, which must be those the
 * receipt names by content id, and compares the bytes.
 *
 * @throws PoiwError E_NOT_FOUND, E_SCHEMA, E_CONTENT_MISMATCH
 */
export async function replayLocalReceipt(
  file: string,
  { task: folder, answer, signal, progress }: LocalReplayOptions,
): Promise<Replay> {
  const stored = named.safeParse(parseUntrustedJson(await read(file), LIMITS.document));
  if (!stored.success) throw new PoiwError('E_SCHEMA', `${file} is no receipt`);
  const { item: id, seed, ...ids } = stored.data;
  const { package: task, hiddenPack } = await loadTaskFolder(folder);
  const bytes = await read(answer);
  const hidden = hiddenPack === undefined ? null : contentIdOf(hiddenPack);
  assertSame('task', ids.task, task.id);
  assertSame('hidden part', ids.hidden, hidden);
  assertSame('answer', ids.answer, contentIdOf(bytes));
  // A file written by hand or by an editor may be indented: canonical bytes are what is named.
  const receipt = contentIdOf(
    canonicalBytes(parseUntrustedJson(await read(file), LIMITS.document)),
  );
  progress(`replaying ${receipt}`);
  const pool = createNodePool();
  try {
    const submitted = { slot: 0, bytes };
    const { items } = await checkAnswer(task, submitted, seed as Hex, { pool, signal });
    const item = items.find((one) => one.id === id);
    const replayed = item === undefined ? null : contentIdOf(canonicalBytes(item.receipt));
    return {
      receipt,
      replayed,
      same: replayed === receipt,
      item: id,
      verdict: item?.verdict ?? '',
      explanation: item?.explanation ?? '',
    };
  } finally {
    await pool.stop();
  }
}

function assertSame(what: string, wanted: string | null, found: string | null): void {
  if (wanted === found) return;
  throw new PoiwError('E_CONTENT_MISMATCH', `the receipt is about another ${what}`, {
    hint: `it names ${wanted ?? 'none'}, this one is ${found ?? 'none'}`,
  });
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new PoiwError('E_NOT_FOUND', `cannot read ${path}`, { cause, hint: 'check the path' });
  }
}
