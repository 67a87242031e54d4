import { gunzipSync } from 'node:zlib';
import { messageOf, PoiwError } from '../../../core/errors.ts';

const BLOCK = 512;

/**
 * One file of a gzipped tar archive.
 *
 * @param maxBytes most the archive may unpack to, twice over: one file may be nearly all of it
 * @throws PoiwError E_COMPILER when the archive is broken, too large or lacks the file
 */
export function readTarball(archive: Uint8Array, path: string, maxBytes: number): Uint8Array {
  const tar = unpack(archive, 2 * maxBytes);
  for (let at = 0; at + BLOCK <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK);
    const size = Number.parseInt(textOf(header.subarray(124, 136)) || '0', 8);
    if (!Number.isSafeInteger(size) || size < 0) break;
    const start = at + BLOCK;
    if (
      textOf(header.subarray(0, 100)) === path &&
      size <= maxBytes &&
      start + size <= tar.length
    ) {
      return tar.subarray(start, start + size);
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new PoiwError('E_COMPILER', `the package holds no ${path}`);
}

function unpack(archive: Uint8Array, maxOutputLength: number): Uint8Array {
  try {
    return gunzipSync(archive, { maxOutputLength });
  } catch (cause) {
    throw new PoiwError('E_COMPILER', `the package cannot be unpacked: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Text up to the first zero byte. */
function textOf(field: Uint8Array): string {
  return Buffer.from(field).toString('latin1').split('\0', 1)[0]?.trim() ?? '';
}
