import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { envelopeOf } from '../runCli.ts';
import { hasSmallDisks, runOnSmallDisk } from './smallDisk.ts';

const CHILD = fileURLToPath(new URL('./fullDiskChild.ts', import.meta.url));
const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'poiw-small-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly sent: { readonly done: number; readonly code: string | null };
  readonly promised: { readonly done: number; readonly code: string | null };
  readonly still: { readonly done: number; readonly code: string | null };
}

const onFullDisk = (first: 'yes' | 'no') => {
  const run = runOnSmallDisk({ folder, kib: 4096 }, [process.execPath, CHILD, folder, first]);
  return JSON.parse(run.stdout) as Told;
};

describe.skipIf(!hasSmallDisks(folder))('a full disk', { timeout: 60_000 }, () => {
  test('behavior: what was promised can be kept, what cannot be kept is not promised', () => {
    const { sent, promised, still } = onFullDisk('yes');
    expect(sent).toEqual({ done: 20, code: null });
    expect(promised.code).toBe('E_DISK_FULL');
    expect(still).toEqual({ done: 20, code: null });
  });

  test('error: without a promise nothing was set aside, and every write says so', () => {
    const full = { done: 0, code: 'E_DISK_FULL' };
    expect(onFullDisk('no')).toMatchObject({ sent: full, promised: full });
  });

  test('error: a daemon that finds its disk full does not start, and says what to do', () => {
    const key = join(folder, 'worker.key');
    const start = `node=$1; main=$2; data=$3; umask 077
      printf '0x%064d' 7 > ${key}; head -c 60000 /dev/zero > ${join(folder, 'filler')}
      exec "$node" "$main" miner start --key file:${key} --data "$data" --json`;
    const run = runOnSmallDisk({ folder, kib: 64 }, [
      ...(['sh', '-c', start, 'sh'] as const),
      ...[process.execPath, MAIN, join(folder, 'data')],
    ]);
    const { ok, error } = envelopeOf({ ...run, signal: null });
    expect([ok, run.code, error?.code]).toEqual([false, 1, 'E_DISK_FULL']);
    expect(error?.message).toContain('journal.db');
    expect(error?.hint).toContain('free some space');
  });
});
