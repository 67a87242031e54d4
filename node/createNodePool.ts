import { homedir } from 'node:os';
import { join } from 'node:path';
import { PoiwError } from '../core/errors.ts';
import { createCheckPool } from '../validators/auto/createCheckPool.ts';
import type { CheckPool } from '../validators/auto/pool.ts';
import { createSolcStore } from '../validators/auto/solidity/createSolcStore.ts';

/** The largest package of a compiler to date is 8 MB. */
const MAX_DOWNLOAD = 32 * 1024 * 1024;

/**
 * Worker threads (one unless told otherwise), and compilers from npm, kept in the user's cache,
 * where a task asks for one.
 */
export function createNodePool({ threads = 1 }: { threads?: number } = {}): CheckPool {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const solcStore = createSolcStore({ dir: join(cache, 'poiw', 'solc'), download });
  return createCheckPool({ threads, solcStore });
}

async function download(path: string): Promise<Uint8Array> {
  const registry = process.env['npm_config_registry'] ?? 'https://registry.npmjs.org/';
  const response = await fetch(new URL(path, registry), { signal: AbortSignal.timeout(120_000) });
  if (!response.ok || response.body === null) throw new PoiwError('E_COMPILER', `the registry answers ${response.status}`); // prettier-ignore
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > MAX_DOWNLOAD) throw new PoiwError('E_COMPILER', 'the package is too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
