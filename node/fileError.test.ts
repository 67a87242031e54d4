import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PoiwError } from '../core/errors.ts';
import { fileError } from './fileError.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-file-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What writing to a path fails with, told. */
const told = (path: string): Promise<unknown> =>
  writeFile(path, 'x').then(() => 'written', fileError);

describe('fileError', () => {
  test.each([
    ['in a folder that is not there', () => join(folder, 'no', 'such'), 'no such file or folder'],
    ['that is a folder', () => folder, 'it is a folder'],
  ])('error: a file %s is named, with the reason', async (_, path, reason) => {
    const error = await told(path());
    expect(error).toMatchObject({ code: 'E_CONFIG', exitCode: 3 });
    expect(String(error)).toContain(path());
    expect(String(error)).toContain(reason);
  });

  test.skipIf(!existsSync('/dev/full'))('error: a full disk is one', async () => {
    expect(await told('/dev/full')).toMatchObject({ code: 'E_DISK_FULL', exitCode: 1 });
  });

  test('edge: anything else is handed back', () => {
    for (const other of [new Error('no'), new PoiwError('E_USAGE', 'no'), undefined]) {
      expect(fileError(other)).toBe(other);
    }
  });
});
