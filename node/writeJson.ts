import { rename, writeFile } from 'node:fs/promises';

/** Writes a JSON file aside and renames it: a crash leaves the old file or the new one. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { flush: true });
  await rename(`${path}.new`, path);
}
