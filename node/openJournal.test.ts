import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Hex } from '../core/contentId.ts';
import type { PromiseRecord } from '../core/journal.ts';
import { openJournal } from './openJournal.ts';

const hex = (byte: string, length = 32): Hex => `0x${byte.repeat(length)}`;

const record: PromiseRecord = {
  chainId: 31337n,
  contract: hex('aa', 20),
  kind: 'answer',
  taskId: 3n,
  round: 0,
  actor: hex('bb', 20),
  commit: hex('01'),
  contentHash: hex('02'),
  salt: hex('03'),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('openJournal', () => {
  test('default: a promise is found again after reopening', () => {
    const path = join(folder, 'journal.db');
    const first = openJournal(path);
    first.checkAndInsert(record);
    first.close();
    const second = openJournal(path);
    expect(second.find(record)).toEqual(record);
    expect(second.find({ ...record, taskId: 4n })).toBeUndefined();
    second.close();
  });

  test('behavior: the same promise twice is one, a different one is refused for ever', () => {
    const journal = openJournal(join(folder, 'journal.db'));
    journal.checkAndInsert(record);
    expect(journal.checkAndInsert(record)).toEqual(record);
    const other = { ...record, commit: hex('09') };
    expect(() => journal.checkAndInsert(other)).toThrow(
      expect.objectContaining({ code: 'E_PROTECTION' }),
    );
    expect(journal.find(record)?.commit).toBe(record.commit);
    journal.close();
  });

  test('behavior: what was inserted survives SIGKILL, and the lock dies with the process', () => {
    const path = join(folder, 'journal.db');
    const script = `
      import { openJournal } from ${JSON.stringify(new URL('./openJournal.ts', import.meta.url).href)};
      const r = JSON.parse(process.argv[1], (k, v) => (k === 'chainId' || k === 'taskId' ? BigInt(v) : v));
      openJournal(process.argv[2]).checkAndInsert(r);
      process.kill(process.pid, 'SIGKILL');`;
    const json = JSON.stringify(record, (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v));
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, json, path]);
    expect(run.signal).toBe('SIGKILL');
    const journal = openJournal(path);
    expect(journal.find(record)).toEqual(record);
    journal.close();
  });

  test('error: a second process on the same journal is refused at once', () => {
    const path = join(folder, 'journal.db');
    const journal = openJournal(path);
    const script = `
      import { openJournal } from ${JSON.stringify(new URL('./openJournal.ts', import.meta.url).href)};
      try { openJournal(process.argv[1]); } catch (error) { console.log(error.code); }`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, path]);
    expect(run.stdout.toString().trim()).toBe('E_ALREADY_RUNNING');
    journal.close();
  });
});
