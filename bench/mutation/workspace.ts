import { spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { forgeBinary } from '../../chain/test/forgeBinary.ts';
import type { Mutant } from './findMutants.ts';
import { sourcesOf } from './sourcesOf.ts';

export type Outcome = 'killed' | 'survived' | 'invalid';

/** A mutant that never ends is noticed, too: by whoever waits. */
const LIMIT_MS = 300_000;

export interface Workspace {
  /** Runs the tests on one mutant; on none, on the sources as they are. */
  run(mutant: Mutant | undefined): Promise<Outcome>;
  remove(): void;
}

/** A copy of some test files and what they import, in which sources may be broken. */
export function createWorkspace(root: string, tests: readonly string[]): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'poiw-mutation-'));
  for (const path of ['foundry.toml', 'tools/solc.cjs', ...sourcesOf(root, tests)]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(root, path), join(folder, path));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    async run(mutant) {
      if (mutant === undefined) return forge(folder);
      const path = join(folder, mutant.file);
      const source = readFileSync(path);
      const { start, end, after } = mutant;
      const parts = [source.subarray(0, start), Buffer.from(after), source.subarray(end)];
      writeFileSync(path, Buffer.concat(parts));
      try {
        return await forge(folder);
      } finally {
        writeFileSync(path, source);
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function forge(folder: string): Promise<Outcome> {
  // Tests deploy what the compiler wrote before: only what the mutant touches is compiled again.
  const args = ['test', '--dynamic-test-linking', '--fuzz-seed', '1', '--fail-fast'];
  const child = spawn(forgeBinary(), args, {
    cwd: folder,
    env: { ...process.env, FOUNDRY_FUZZ_RUNS: '64' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let limit: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    // Only tests are timed: how long compiling takes says nothing about the mutant.
    if (text.includes('Compiler run')) limit ??= setTimeout(() => child.kill(), LIMIT_MS);
  });
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...end) => resolve(end));
  });
  clearTimeout(limit);
  if (code === 0) return 'survived';
  // A failing test, or one that did not end; anything else is a source that does not compile.
  return signal !== null || /\[FAIL/.test(text) ? 'killed' : 'invalid';
}
