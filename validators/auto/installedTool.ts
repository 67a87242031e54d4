import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PoiwError } from '../../core/errors.ts';

/** Hashing a parser takes up to a tenth of a second, once in each thread. */
const known = new Map<string, string>();

/**
 * Version and digest of an installed package, for receipts, e.g. `5.2.0 sha256:1f…`: validators
 * whose copy was changed disagree openly. Only for packages without native code, which are the same
 * files on every machine. Many packages hide their package.json: it is looked for upwards from
 * their entry.
 *
 * @throws PoiwError E_BUG when the package is not installed
 */
export function installedTool(name: string): string {
  let tool = known.get(name);
  if (tool === undefined) {
    tool = describe(name);
    known.set(name, tool);
  }
  return tool;
}

function describe(name: string): string {
  const entry = entryOf(name);
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const found = readManifest(join(folder, 'package.json'));
    if (found?.name === name && found.version !== undefined) {
      return `${found.version} sha256:${digestOf(folder)}`;
    }
  }
  throw new PoiwError('E_BUG', `no package ${name}`);
}

/** Packages of modules alone have no entry for `require`, and mostly show their package.json. */
function entryOf(name: string): string {
  const { resolve } = createRequire(import.meta.url);
  try {
    return resolve(name);
  } catch {
    return resolve(`${name}/package.json`);
  }
}

function readManifest(file: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
  } catch {
    return undefined;
  }
}

/** What can be executed, or decides types; not manifests, which an installer may write into. */
const CODE = /\.([cm]?js|wasm|d\.[cm]?ts)$/;

function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of codeIn(folder, '').toSorted()) {
    const bytes = readFileSync(join(folder, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function codeIn(folder: string, under: string): string[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    // A package's own packages may lie inside it or beside it, as the installer likes.
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : codeIn(folder, path);
    return CODE.test(entry.name) ? [path] : [];
  });
}
