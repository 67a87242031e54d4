import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('behavior: the gate sees forge fail', () => {
  const folder = mkdtempSync(join(tmpdir(), 'poiw-forge-'));
  const script = join(import.meta.dirname, 'forge.ts');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [script, ...args], { cwd: folder }).status;
  expect(run('--version')).toBe(0);
  expect(run('inspect', 'Nothing', 'abi')).not.toBe(0);
  rmSync(folder, { recursive: true, force: true });
});
