import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;

/** The Node that runs the tests comes first, as on the machine of a user who has a recent one. */
const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
const run = (command: string, args: readonly string[], cwd: string) =>
  execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-package-'));
}, 10_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm pack', () => {
  test('default: the tarball installs in an empty folder and runs', () => {
    const packed = run('npm', ['pack', '--json', '--pack-destination', folder], process.cwd());
    const [{ filename = '' } = {}] = JSON.parse(packed.slice(packed.indexOf('['))) as {
      filename?: string;
    }[];
    run('npm', ['init', '--yes'], folder);
    run('npm', ['install', '--no-audit', '--no-fund', join(folder, filename)], folder);
    const poiw = join(folder, 'node_modules/.bin/poiw');
    expect(run(poiw, ['--help'], folder)).toContain('poiw demo');
    const sample = join(folder, 'node_modules/poiw/dist/tasks/samples/syntax-token');
    const lint = JSON.parse(run(poiw, ['task', 'lint', sample, '--json'], folder)) as {
      ok: boolean;
    };
    expect(lint.ok).toBe(true);
  }, 300_000);
});
