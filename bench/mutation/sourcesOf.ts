import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The given Solidity files and all of ours that they import, however far down. */
export function sourcesOf(root: string, files: readonly string[]): string[] {
  const found = new Set(files);
  for (const file of found) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [, path = ''] of source.matchAll(/^import [^;]*?"(\.[^"]+)";/gm)) {
      found.add(posix.join(posix.dirname(file), path));
    }
  }
  return [...found];
}
