import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/** Longest path of a Unix socket that every system takes. */
const MAX_PATH = 100;

/**
 * Where a daemon listens for its operator: a socket in its data folder, which only its user may
 * enter. No port is opened. A folder too deep for a socket gets one under the temporary folder, on
 * Windows a named pipe.
 */
export function controlSocket(data: string): string {
  const folder = resolve(data);
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\poiw-${name}`;
  const path = join(folder, 'control.sock');
  if (Buffer.byteLength(path) <= MAX_PATH) return path;
  return join(tmpdir(), `poiw-${userInfo().uid}`, `${name}.sock`);
}
