import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PoiwError } from '../../core/errors.ts';

/**
 * Version of an installed package, for receipts. Many packages hide their package.json: it is
 * looked for upwards from their entry.
 *
 * @throws PoiwError E_BUG when the package is not installed
 */
export function installedVersion(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const found = readManifest(join(folder, 'package.json'));
    if (found?.name === name && found.version !== undefined) return found.version;
  }
  throw new PoiwError('E_BUG', `no package ${name}`);
}

function readManifest(file: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
  } catch {
    return undefined;
  }
}
