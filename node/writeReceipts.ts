import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentIdOf } from '../core/contentId.ts';
import type { FolderCheck } from './checkFolder.ts';
import { fileError } from './fileError.ts';

/**
 * Writes the receipt of each checked item, its bytes as they are, to `<folder>/<content id>.json`:
 * what `poiw receipt replay` takes.
 *
 * @throws PoiwError E_CONFIG, E_DISK_FULL
 */
export async function writeReceipts({ built }: FolderCheck, folder: string): Promise<void> {
  const wanted = new Set(built.report.answers.flatMap(({ items }) => items.map(({ receipt }) => receipt))); // prettier-ignore
  try {
    await mkdir(folder, { recursive: true });
    for (const bytes of built.blobs) {
      const id = contentIdOf(bytes);
      if (wanted.has(id)) await writeFile(join(folder, `${id}.json`), bytes);
    }
  } catch (cause) {
    throw fileError(cause);
  }
}
