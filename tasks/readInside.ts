import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { PoiwError } from '../core/errors.ts';

/**
 * Reads a regular file below `root` without following any link on the way.
 *
 * @param root real path of a folder
 * @param path relative path without dot segments
 * @throws PoiwError E_NOT_FOUND, E_PATH_OUTSIDE for a link or a device, E_TASK_TOO_LARGE
 */
export async function readInside(
  root: string,
  path: string,
  maxBytes: number,
): Promise<Uint8Array> {
  let at = root;
  for (const segment of path.split('/')) {
    at = join(at, segment);
    if ((await statOf(at, path)).isSymbolicLink()) throw outside(path, 'is or passes a link');
  }
  if (!(await statOf(at, path)).isFile()) throw outside(path, 'is no regular file');
  // O_NOFOLLOW again: the file may be swapped for a link after it was looked at.
  const file = await open(at, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = await file.stat();
    if (size > maxBytes) {
      throw new PoiwError('E_TASK_TOO_LARGE', `${size} bytes, at most ${maxBytes}`, {
        hint: 'make the file smaller, or publish a sample of it',
      });
    }
    return new Uint8Array(await file.readFile());
  } finally {
    await file.close();
  }
}

async function statOf(at: string, path: string) {
  try {
    return await lstat(at);
  } catch (cause) {
    throw new PoiwError('E_NOT_FOUND', `no file ${path}`, {
      cause,
      hint: 'task.json names a file that the folder does not have',
    });
  }
}

function outside(path: string, what: string): PoiwError {
  return new PoiwError('E_PATH_OUTSIDE', `${path} ${what}`, {
    hint: 'a task folder holds plain files only: copy the file in',
  });
}
