import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { computeAddress } from 'ethers';
import { z } from 'zod';
import { readMemberByWorker } from '../../chain/actions/readMemberByWorker.ts';
import type { Hex } from '../../core/contentId.ts';
import { messageOf, PoiwError } from '../../core/errors.ts';
import { fileError } from '../fileError.ts';
import { loadKey } from '../loadKey.ts';
import { noteBackup } from './lastBackup.ts';
import { openJournal } from '../openJournal.ts';
import type { OpenNetwork } from '../openNetwork.ts';
import { readChainPromises } from '../protection/chainPromises.ts';
import { readProtection, writeProtection } from '../protection/interchange.ts';

const manifestSchema = z.strictObject({
  schema: z.literal('poiw.backup/v1'),
  createdAt: z.iso.datetime(),
  worker: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
  promises: z.int().min(0),
  /** sha256 of each file, hex. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});

export interface BackupOptions {
  readonly data: string;
  /** Key reference; `env:` keys are backed up nowhere. */
  readonly key: string;
  readonly passwordFile?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface BackupSummary {
  readonly folder: string;
  readonly worker: Hex;
  readonly promises: number;
  readonly createdAt: string;
  /** Whether the key is in it. */
  readonly key: boolean;
}

/** Experience and spend: nothing is promised in it, and a miner without it begins anew. */
const LEDGER = 'ledger.db';

/**
 * Writes a backup: every promise with what opens it, the key's file as it is (a keystore stays
 * encrypted), and the ledger. A folder that holds a newer backup of the key is left alone.
 *
 * @throws PoiwError E_NOT_FOUND, E_PROTECTION, E_ALREADY_RUNNING while the daemon runs, E_CONFIG,
 * E_DISK_FULL
 */
export async function backupMiner(
  options: BackupOptions,
  { out, now }: { readonly out: string; readonly now: () => number },
): Promise<BackupSummary> {
  const { data, key } = options;
  if (!existsSync(join(data, 'journal.db'))) {
    throw new PoiwError('E_NOT_FOUND', `there is no miner's journal in ${data}`, {
      hint: 'name the data folder of the miner with --data',
    });
  }
  const worker = computeAddress(await loadKey(key, options)) as Hex;
  const journal = openJournal(join(data, 'journal.db'));
  const record = journal.protection();
  journal.close();
  const promises = record.promises.length;
  const before = existsSync(join(out, 'backup.json')) ? await readManifest(out) : undefined;
  if (before !== undefined && (before.worker !== worker || before.promises > promises)) {
    throw new PoiwError('E_PROTECTION', `${out} holds a backup that knows more than this journal`, {
      details: { there: before.promises, here: promises, worker: before.worker },
      hint: 'name another folder; if this journal is the older one, restore that backup instead',
    });
  }
  const keyBytes = await keyFile(key);
  const ledger = await ledgerFile(join(data, LEDGER));
  const files: Record<string, Uint8Array> = {
    'protection.json': writeProtection(record, { openings: true }),
    ...(keyBytes === undefined ? {} : { 'worker.key': keyBytes }),
    ...(ledger === undefined ? {} : { [LEDGER]: ledger }),
  };
  const createdAt = new Date(now()).toISOString();
  const manifest = {
    ...{ schema: 'poiw.backup/v1', createdAt, worker, promises },
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, hash(bytes)])),
  };
  try {
    await mkdir(out, { recursive: true, mode: 0o700 });
    for (const [name, bytes] of Object.entries(files)) await replace(join(out, name), bytes);
    // Last: a backup that was cut short is one whose hashes do not match.
    await replace(join(out, 'backup.json'), Buffer.from(JSON.stringify(manifest, null, 2)));
    await noteBackup(data, { folder: resolve(out), createdAt, promises });
  } catch (cause) {
    throw fileError(cause);
  }
  return { folder: out, worker, promises, createdAt, key: keyBytes !== undefined };
}

export interface RestoreOptions {
  readonly from: string;
  readonly data: string;
  /** Where the key's file goes; without it the key stays in the backup. */
  readonly keyOut?: string;
}

/**
 * Restores a backup into a data folder. One that is older than what the chain shows of its key, or
 * that contradicts the journal already there, is refused; what the journal knows beyond it stays,
 * and so does a ledger that is there.
 *
 * @throws PoiwError E_PROTECTION, E_CONTENT_MISMATCH, E_NOT_FOUND, E_ALREADY_RUNNING
 */
export async function restoreMiner(
  { from, data, keyOut }: RestoreOptions,
  { chain, network }: OpenNetwork,
): Promise<BackupSummary & { readonly added: number }> {
  const manifest = await readManifest(from);
  const files = await readFiles(from, manifest.files);
  const record = readProtection(files.get('protection.json') ?? new Uint8Array());
  const worker = manifest.worker as Hex;
  const member = await readMemberByWorker(chain, { worker });
  if (member?.role === 'miner' || member?.role === 'peer') {
    const { role, id: memberId } = member;
    const maker = { role, memberId, worker, fromBlock: network.fromBlock };
    const known = new Set(record.promises.map(({ commit }) => commit.toLowerCase()));
    const missing = (await readChainPromises(chain, maker)).filter(
      ({ commit }) => !known.has(commit.toLowerCase()),
    );
    if (missing.length > 0) throw olderThanChain(from, missing.length);
  }
  const key = files.get('worker.key');
  if (keyOut !== undefined && existsSync(keyOut)) {
    throw new PoiwError('E_PROTECTION', `${keyOut} exists: a key is never overwritten`, {
      hint: 'name another file with --key-out',
    });
  }
  const journal = openJournal(join(data, 'journal.db'));
  let added: number;
  try {
    added = journal.protect(record);
  } finally {
    journal.close();
  }
  if (keyOut !== undefined && key !== undefined) await writeFile(keyOut, key, { mode: 0o600 });
  const ledger = files.get(LEDGER);
  if (ledger !== undefined && !existsSync(join(data, LEDGER))) {
    await writeFile(join(data, LEDGER), ledger, { mode: 0o600 });
  }
  const { createdAt, promises } = manifest;
  await noteBackup(data, { folder: resolve(from), createdAt, promises });
  return { folder: from, worker, promises, createdAt, key: key !== undefined, added };
}

function olderThanChain(from: string, missing: number): PoiwError {
  return new PoiwError(
    'E_PROTECTION',
    `${from} is older than the chain: ${missing} promises of this key are not in it`,
    {
      hint: 'restore a newer backup; without one, start with --recover, which rebuilds from key and chain',
    },
  );
}

/** The file a key reference names, as it is; undefined for a key that is in no file. */
async function keyFile(reference: string): Promise<Uint8Array | undefined> {
  const [scheme] = reference.split(':', 1);
  if (scheme !== 'file' && scheme !== 'keystore') return undefined;
  return readFile(reference.slice(scheme.length + 1));
}

/** The ledger as one file: what its log holds is written into it first. */
async function ledgerFile(path: string): Promise<Uint8Array | undefined> {
  if (!existsSync(path)) return undefined;
  const db = new DatabaseSync(path, { timeout: 2000 });
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return readFile(path);
}

async function readManifest(folder: string): Promise<z.infer<typeof manifestSchema>> {
  try {
    const text = await readFile(join(folder, 'backup.json'), 'utf8');
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new PoiwError('E_NOT_FOUND', `no backup in ${folder}: ${messageOf(cause)}`, {
      cause,
      hint: 'name a folder written by `poiw miner backup`',
    });
  }
}

async function readFiles(
  folder: string,
  hashes: Readonly<Record<string, string>>,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const name of ['protection.json', 'worker.key', LEDGER]) {
    const expected = hashes[name];
    if (expected === undefined) continue;
    const bytes = await readFile(join(folder, name));
    if (hash(bytes) !== expected) {
      throw new PoiwError('E_CONTENT_MISMATCH', `${name} in ${folder} was changed`, {
        hint: 'the backup was cut short or tampered with: use another one',
      });
    }
    files.set(name, bytes);
  }
  return files;
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.tmp`, bytes, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
