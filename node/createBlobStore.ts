import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../core/blobStore.ts';
import { assertContent, contentIdOf, isContentId, type ContentId } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { diskError } from './diskError.ts';

/** A blob store that can say what it holds. */
export interface BlobFolder extends BlobStore {
  ids(): Promise<ContentId[]>;
}

/**
 * A blob store in a folder, one file a blob, named by its content id. Processes may share the
 * folder: a blob appears whole (write, fsync, rename) and every read checks the hash.
 */
export function createBlobStore(directory: string): BlobFolder {
  return {
    async put(bytes) {
      const id = contentIdOf(bytes);
      const path = join(directory, id);
      if (await isIntact(path, id)) return id;
      await mkdir(directory, { recursive: true });
      const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
      try {
        await writeDurably(draft, bytes);
        await rename(draft, path);
      } catch (cause) {
        await rm(draft, { force: true });
        throw diskError(cause, `blob ${id}`);
      }
      return id;
    },

    async ids() {
      const names = await readdir(directory).catch(() => []);
      return names.filter(isContentId).sort();
    },

    async get(id) {
      if (!isContentId(id)) throw new PoiwError('E_SCHEMA', `not a content id: ${id.slice(0, 80)}`);
      let bytes: Buffer;
      try {
        bytes = await readFile(join(directory, id));
      } catch (cause) {
        throw new PoiwError('E_NOT_FOUND', `no blob ${id}`, {
          cause,
          retryable: true,
          hint: 'the blob store has not received it yet, or it lost it: ask the publisher or miner to store it again',
        });
      }
      assertContent(id, bytes);
      return new Uint8Array(bytes);
    },
  };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A torn or tampered file is written again rather than trusted. */
async function isIntact(path: string, id: string): Promise<boolean> {
  try {
    return contentIdOf(await readFile(path)) === id;
  } catch {
    return false;
  }
}
