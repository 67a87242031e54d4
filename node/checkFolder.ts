import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentIdOf, type ContentId, type Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import type { TaskPackage } from '../tasks/taskSpec.ts';
import { createNodePool } from './createNodePool.ts';
import type { BuiltReport } from '../validators/auto/report.ts';
import { verifyAnswers } from '../validators/auto/verifyAnswers.ts';

/** Beacon used where there is no chain: fixed, so that two runs give the same bytes. */
const LOCAL_SEED: Hex = `0x${'00'.repeat(31)}01`;

export interface CheckFolderOptions {
  /** Path of the answer. */
  readonly answer: string;
  /** Folder whose files replace the task's public files of the same path. */
  readonly sources?: string;
  /** Beacon, 32 bytes. */
  readonly seed?: string;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

export interface FolderCheck {
  readonly task: TaskPackage;
  readonly answer: ContentId;
  /** The answer as handed in. */
  readonly bytes: Uint8Array;
  readonly built: BuiltReport;
}

/** Runs the validators' checks on one answer to a local task folder. */
export async function checkFolder(
  folder: string,
  options: CheckFolderOptions,
): Promise<FolderCheck> {
  const bytes = await readAnswer(options.answer);
  return checkAnswerBytes(folder, bytes, options);
}

/** As {@link checkFolder}, for an answer already in memory. */
export async function checkAnswerBytes(
  folder: string,
  bytes: Uint8Array,
  options: Omit<CheckFolderOptions, 'answer'>,
): Promise<FolderCheck> {
  const loaded = await loadTaskFolder(folder);
  const task = await withSources(loaded.package, options.sources);
  options.progress(`checking against "${task.spec.title}" (${task.spec.kind})`);
  const pool = createNodePool();
  try {
    const built = await verifyAnswers(
      {
        task,
        hidden: loaded.hiddenPack === undefined ? null : contentIdOf(loaded.hiddenPack),
        seed: parseSeed(options.seed),
        answers: [{ slot: 0, bytes }],
      },
      { pool, signal: options.signal },
    );
    return { task, answer: contentIdOf(bytes), bytes, built };
  } finally {
    await pool.stop();
  }
}

async function readAnswer(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new PoiwError('E_NOT_FOUND', `cannot read the answer ${path}`, {
      cause,
      hint: 'name the JSON file with --answer',
    });
  }
}

function parseSeed(seed: string | undefined): Hex {
  if (seed === undefined) return LOCAL_SEED;
  if (!/^0x[0-9a-f]{64}$/.test(seed)) {
    throw new PoiwError('E_USAGE', 'a seed is 0x and 64 lower-case hex digits');
  }
  return seed as Hex;
}

/** The same task with other source texts: what a reference patch or a fix of one's own changes. */
async function withSources(task: TaskPackage, sources: string | undefined): Promise<TaskPackage> {
  if (sources === undefined) return task;
  const files = new Map(task.files);
  let replaced = 0;
  for (const path of files.keys()) {
    const bytes = await readFirst([join(sources, path), join(sources, baseName(path))]);
    if (bytes === undefined) continue;
    files.set(path, bytes);
    replaced += 1;
  }
  if (replaced === 0) {
    throw new PoiwError('E_NOT_FOUND', `${sources} holds none of the task’s public files`, {
      hint: 'lay the files out by the paths in task.json, or by their bare names',
    });
  }
  return { ...task, files };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function readFirst(paths: readonly string[]): Promise<Uint8Array | undefined> {
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes !== undefined) return new Uint8Array(bytes);
  }
  return undefined;
}
