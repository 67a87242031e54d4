import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { diskError } from './diskError.ts';

describe('diskError', () => {
  test.skipIf(!existsSync('/dev/full'))('default: what the kernel says of a full device', () => {
    let thrown: unknown;
    try {
      writeFileSync('/dev/full', 'x');
    } catch (error) {
      thrown = error;
    }
    expect(diskError(thrown, 'a blob')).toMatchObject({ code: 'E_DISK_FULL', retryable: true });
  });

  test('default: what SQLite says of a full database', () => {
    const folder = mkdtempSync(join(tmpdir(), 'poiw-full-'));
    const db = new DatabaseSync(join(folder, 'x.db'));
    db.exec('CREATE TABLE t (x TEXT); PRAGMA max_page_count = 4');
    let thrown: unknown;
    try {
      for (let i = 0; i < 100; i += 1) db.exec(`INSERT INTO t VALUES ('${'x'.repeat(4000)}')`);
    } catch (error) {
      thrown = error;
    }
    db.close();
    rmSync(folder, { recursive: true });
    expect(diskError(thrown, 'the journal')).toMatchObject({ code: 'E_DISK_FULL' });
  });

  test('edge: anything else is handed back', () => {
    const other = new Error('no');
    expect(diskError(other, 'x')).toBe(other);
  });
});
