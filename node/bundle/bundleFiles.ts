import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { canonicalBytes, parseCanonicalJson } from '../../core/canonicalJson.ts';
import { contentIdOf } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';
import { contentId } from '../../tasks/taskSpec.ts';
import type { ChainRecord } from './chainRecord.ts';

/** Paths inside a bundle. */
export const BUNDLE = {
  /** Content id of the index: a change of any byte anywhere shows. */
  id: 'bundle.cid',
  /** Canonical JSON: every other file with its content id. */
  index: 'bundle.json',
  chain: 'chain.json',
  spec: 'spec.json',
  public: 'public',
  hidden: 'hidden.json',
  hiddenSealed: 'hidden.sealed',
  answers: 'answers',
  verification: 'verification.json',
  receipts: 'receipts',
  votes: 'votes',
  court: 'court',
} as const;

/** A bundle in memory: its files by path, and the chain's record of the task. */
export interface BundleFiles {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly record: ChainRecord;
}

const indexSchema = z.strictObject({
  schema: z.literal('poiw.bundle/v1'),
  files: z.array(z.strictObject({ path: z.string().max(400), content: contentId })).max(4096),
});

/** Writes a bundle into a new folder. */
export async function writeBundle(folder: string, { files, record }: BundleFiles): Promise<void> {
  const all = new Map(files).set(BUNDLE.chain, canonicalBytes(record));
  const index = canonicalBytes({
    schema: 'poiw.bundle/v1',
    files: [...all]
      .map(([path, bytes]) => ({ path, content: contentIdOf(bytes) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  });
  all.set(BUNDLE.index, index);
  all.set(BUNDLE.id, new TextEncoder().encode(`${contentIdOf(index)}\n`));
  for (const [path, bytes] of all) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/**
 * Reads a bundle and makes sure that it is the one its id names: every file listed, nothing else
 * there, every byte as it was.
 *
 * @throws PoiwError E_NOT_FOUND, E_VERIFY_MISMATCH
 */
export async function readBundle(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = await listFiles(folder, '');
  const index = await read(folder, BUNDLE.index);
  const id = new TextDecoder().decode(await read(folder, BUNDLE.id));
  if (id !== `${contentIdOf(index)}\n`)
    throw mismatch(`${BUNDLE.index} is not the index that ${BUNDLE.id} names`);
  const parsed = indexSchema.safeParse(parseIndex(index));
  if (!parsed.success) throw mismatch(`${BUNDLE.index} is no index of a bundle`);
  const files = new Map<string, Uint8Array>();
  for (const { path, content } of parsed.data.files) {
    if (!found.has(path)) throw mismatch(`${path} is missing`);
    const bytes = await read(folder, path);
    if (contentIdOf(bytes) !== content)
      throw mismatch(`${path} was changed: it hashes to ${contentIdOf(bytes)}, not ${content}`);
    files.set(path, bytes);
  }
  for (const path of found) {
    const known = files.has(path) || path === BUNDLE.index || path === BUNDLE.id;
    if (!known) throw mismatch(`${path} does not belong to the bundle`);
  }
  return files;
}

function parseIndex(bytes: Uint8Array): unknown {
  try {
    return parseCanonicalJson(bytes, LIMITS.document);
  } catch {
    return undefined;
  }
}

async function read(folder: string, path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(join(folder, path)));
  } catch (cause) {
    throw new PoiwError('E_VERIFY_MISMATCH', `${path} cannot be read`, { cause });
  }
}

async function listFiles(folder: string, under: string): Promise<Set<string>> {
  const found = new Set<string>();
  const entries = await readdir(join(folder, under)).catch((cause: unknown) => {
    throw new PoiwError('E_NOT_FOUND', `no bundle at ${folder}`, {
      cause,
      hint: 'name the folder `bundle` that `poiw result fetch` or the demo wrote',
    });
  });
  for (const entry of entries) {
    const path = under === '' ? entry : `${under}/${entry}`;
    const status = await lstat(join(folder, path));
    if (status.isDirectory()) for (const inner of await listFiles(folder, path)) found.add(inner);
    else if (status.isFile()) found.add(path);
    else throw mismatch(`${path} is neither file nor folder`);
  }
  return found;
}

function mismatch(message: string): PoiwError {
  return new PoiwError('E_VERIFY_MISMATCH', message, {
    hint: 'fetch the bundle again: this copy is damaged or was tampered with',
  });
}
