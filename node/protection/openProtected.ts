import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, PoiwError } from '../../core/errors.ts';
import type { Journal, ProtectionRecord } from '../../core/journal.ts';
import { fileError } from '../fileError.ts';
import { openJournal } from '../openJournal.ts';
import { readProtection, writeProtection } from './interchange.ts';

/** Works on the journal of a data folder whose daemon does not run. @throws E_ALREADY_RUNNING */
function withJournal<T>(data: string, work: (journal: Journal) => T): T {
  const journal = openJournal(join(data, 'journal.db'));
  try {
    return work(journal);
  } finally {
    journal.close();
  }
}

/** What a data folder's journal protects. */
export function showProtection(data: string): ProtectionRecord {
  return withJournal(data, (journal) => journal.protection());
}

/**
 * Writes the interchange file of a journal, readable by its user alone.
 *
 * @throws PoiwError E_ALREADY_RUNNING, E_CONFIG, E_DISK_FULL
 */
export async function exportProtection(
  data: string,
  { out, openings }: { readonly out: string; readonly openings: boolean },
): Promise<{ readonly promises: number; readonly bytes: number }> {
  const record = showProtection(data);
  const bytes = writeProtection(record, { openings });
  try {
    await writeFile(out, bytes, { mode: 0o600 });
  } catch (cause) {
    throw fileError(cause);
  }
  return { promises: record.promises.length, bytes: bytes.length };
}

/**
 * Adds an interchange file to a journal, all of it or nothing.
 *
 * @throws PoiwError E_NOT_FOUND, E_SCHEMA, E_PROTECTION, E_ALREADY_RUNNING
 */
export async function importProtection(
  data: string,
  file: string,
): Promise<{ readonly added: number; readonly known: number }> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new PoiwError('E_NOT_FOUND', `cannot read ${file}: ${messageOf(cause)}`, { cause });
  });
  const record = readProtection(bytes);
  const added = withJournal(data, (journal) => journal.protect(record));
  return { added, known: record.promises.length - added };
}
