import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ChainClient } from '../chain/chainClient.ts';
import { rpcUnreachable } from '../chain/rpcUnreachable.ts';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';

/**
 * Holds a worker key on this machine, whatever data folder is used with it: two daemons with one
 * key would make two promises. The lock is a database's own and dies with the process. A chain is
 * named by its first block, so that local networks with the same keys do not meet.
 *
 * @returns lets go
 * @throws PoiwError E_ALREADY_RUNNING, E_RPC_UNREACHABLE
 */
export async function holdKey(chain: ChainClient, worker: Hex): Promise<() => void> {
  const first = await chain.provider.getBlock(0).catch((cause: unknown) => {
    throw rpcUnreachable(cause);
  });
  const { contract } = chain.domainOf('TaskManager');
  const name = createHash('sha256')
    .update(`${chain.chainId}|${first?.hash ?? ''}|${contract}|${worker}`.toLowerCase())
    .digest('hex');
  const folder = join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `poiw-keys-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(join(folder, `${name.slice(0, 40)}.lock`), { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    db.exec('CREATE TABLE IF NOT EXISTS held (pid INTEGER)');
    db.exec(`DELETE FROM held; INSERT INTO held VALUES (${process.pid})`);
  } catch (cause) {
    db.close();
    throw new PoiwError('E_ALREADY_RUNNING', `another process works with the key of ${worker}`, {
      cause,
      hint: 'one key, one daemon: stop the other one first',
    });
  }
  return () => db.close();
}
