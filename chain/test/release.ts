import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONTRACT_NAMES } from '../artifacts.ts';
import { forgeBinary } from './forgeBinary.ts';

/** Builds the release profile (via-IR) and fails when a contract exceeds what a chain takes. */
const ROOT = resolve(import.meta.dirname, '..', '..');
const MOST_BYTES = 24_576;

const { status } = spawnSync(forgeBinary(), ['build', '--skip', 'test'], {
  cwd: ROOT,
  env: { ...process.env, FOUNDRY_PROFILE: 'release' },
  stdio: ['ignore', 2, 2],
});
if (status !== 0) throw new Error(`forge build ended with ${status ?? 'a signal'}`);
const sizes = CONTRACT_NAMES.map((name) => ({ name, bytes: sizeOf(name) }));
console.table(sizes);
if (sizes.some(({ bytes }) => bytes === 0 || bytes > MOST_BYTES)) process.exitCode = 1;

function sizeOf(name: string): number {
  const path = join(ROOT, 'cache/forge-release', `${name}.sol`, `${name}.json`);
  const artifact = JSON.parse(readFileSync(path, 'utf8')) as Artifact;
  return (artifact.deployedBytecode.object.length - 2) / 2;
}

interface Artifact {
  readonly deployedBytecode: { readonly object: string };
}
