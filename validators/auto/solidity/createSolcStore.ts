import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, PoiwError } from '../../../core/errors.ts';
import { HELD_SOLC } from '../../../tasks/solidity/heldSolc.ts';
import { SOLC_RELEASES } from '../../../tasks/solidity/solcReleases.ts';
import { readTarball } from './readTarball.ts';

/** Compilers that do not come with the package. */
export interface SolcStore {
  /**
   * The soljson.js of a pinned release.
   *
   * @throws PoiwError E_COMPILER when it cannot be had, or is not what is pinned
   */
  read(version: string): Promise<Uint8Array>;
}

export interface SolcStoreOptions {
  /** Folder for the packages; created when needed. Nothing in it is trusted. */
  readonly dir: string;
  /** Bytes of the npm package at a path of the registry, `solc/-/solc-0.8.20.tgz`. */
  readonly download: (path: string) => Promise<Uint8Array>;
  /** Digests by release; default the pinned list. */
  readonly releases?: Readonly<Record<string, string>>;
}

/** Largest soljson.js to date is 26 MB. */
const MAX_SCRIPT = 64 * 1024 * 1024;

/**
 * A folder of npm packages named by their digest. A package is believed for its digest alone, each
 * time it is read: whoever changes the folder, the registry or the way to it changes no verdict.
 */
export function createSolcStore(options: SolcStoreOptions): SolcStore {
  const { dir, download, releases = SOLC_RELEASES } = options;
  return {
    async read(version) {
      const pinned = pinOf(releases[version], version);
      const file = join(dir, `${Buffer.from(pinned, 'base64').toString('hex')}.tgz`);
      let bytes = await readFile(file).catch(() => undefined);
      if (bytes === undefined || digestOf(bytes) !== pinned) {
        bytes = Buffer.from(await fetchRelease(version, download));
        if (digestOf(bytes) !== pinned) throw mismatch(version);
        await keep(file, bytes, dir);
      }
      return readTarball(bytes, 'package/soljson.js', MAX_SCRIPT);
    },
  };
}

/** sha-512, base64. */
function pinOf(integrity: string | undefined, version: string): string {
  if (integrity === undefined) {
    throw new PoiwError('E_COMPILER', `solc ${version} is no release this build knows`, held());
  }
  return integrity.replace(/^sha512-/, '');
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha512').update(bytes).digest('base64');
}

async function fetchRelease(
  version: string,
  download: SolcStoreOptions['download'],
): Promise<Uint8Array> {
  try {
    return await download(`solc/-/solc-${version}.tgz`);
  } catch (cause) {
    const message = `solc ${version} is not at hand and cannot be fetched: ${messageOf(cause)}`;
    throw new PoiwError('E_COMPILER', message, { ...held(), cause, retryable: true });
  }
}

function mismatch(version: string): PoiwError {
  return new PoiwError('E_COMPILER', `what came as solc ${version} is not the pinned package`, {
    ...held(),
  });
}

function held() {
  return { hint: `releases at hand without a network: ${HELD_SOLC.join(', ')}` };
}

/** Written beside and moved in place: two processes may fetch the same release at once. */
async function keep(file: string, bytes: Uint8Array, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const part = `${file}.${randomUUID()}`;
  await writeFile(part, bytes, { mode: 0o644 });
  await rename(part, file);
}
