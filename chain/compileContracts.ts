import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { PoiwError } from '../core/errors.ts';
import type { Artifact } from './artifacts.ts';
import { readCachedArtifacts, writeCachedArtifacts } from './artifactCache.ts';

const ROOT = resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

/** Same compiler settings as foundry.toml: the code that is tested is the code that is deployed. */
const SETTINGS = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: 'cancun',
  metadata: { bytecodeHash: 'none' },
  outputSelection: {
    '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] },
  },
};

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, SolcContract>>>>;
}

interface SolcContract {
  readonly abi: Artifact['abi'];
  readonly evm: Readonly<
    Record<'bytecode' | 'deployedBytecode', { readonly object: string } | undefined>
  >;
}

/**
 * Compiles every Solidity file of a folder, or takes the result of an earlier run on the same
 * sources. One artifact per contract name; interfaces are left out.
 *
 * @param folder absolute path inside the repository, by default `chain/contracts`
 * @throws PoiwError E_COMPILER
 */
export function compileContracts(
  folder = join(import.meta.dirname, 'contracts'),
): Readonly<Record<string, Artifact>> {
  const sources = readSources(folder);
  const key = hashOf(sources);
  const cached = readCachedArtifacts(key);
  if (cached !== undefined) return cached;
  const artifacts = artifactsOf(runSolc(sources), Object.keys(sources));
  writeCachedArtifacts(key, artifacts);
  return artifacts;
}

type Sources = Record<string, { content: string }>;

/** All files the folder's own files can import besides packages: contracts are always among them. */
function readSources(folder: string): Sources {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sol'))
    .map((name) => join(folder, name))
    .sort();
  return Object.fromEntries(
    files.map((file) => [
      relative(ROOT, file).replaceAll('\\', '/'),
      { content: readFileSync(file, 'utf8') },
    ]),
  );
}

function hashOf(sources: Sources): string {
  const hash = createHash('sha256').update(JSON.stringify(SETTINGS));
  for (const name of ['solc', '@openzeppelin/contracts']) {
    hash.update(readFileSync(require.resolve(`${name}/package.json`)));
  }
  const contracts = readSources(join(import.meta.dirname, 'contracts'));
  return hash.update(JSON.stringify({ ...contracts, ...sources })).digest('hex');
}

function runSolc(sources: Sources): SolcOutput {
  // Loading the compiler takes a second: only when there is something to compile.
  const solc = require('solc') as {
    compile(input: string, callbacks: { import: typeof readImport }): string;
  };
  const input = JSON.stringify({ language: 'Solidity', sources, settings: SETTINGS });
  const output = JSON.parse(solc.compile(input, { import: readImport })) as SolcOutput;
  const errors = (output.errors ?? []).filter((one) => one.severity === 'error');
  if (errors.length > 0) {
    throw new PoiwError('E_COMPILER', errors.map((one) => one.formattedMessage).join('\n'));
  }
  return output;
}

function readImport(name: string): { contents: string } | { error: string } {
  const file = name.startsWith('@openzeppelin/contracts/')
    ? join(
        dirname(require.resolve('@openzeppelin/contracts/package.json')),
        name.slice('@openzeppelin/contracts/'.length),
      )
    : join(ROOT, name);
  return existsSync(file)
    ? { contents: readFileSync(file, 'utf8') }
    : { error: `no such file: ${name}` };
}

function artifactsOf(output: SolcOutput, files: readonly string[]): Record<string, Artifact> {
  const artifacts: Record<string, Artifact> = {};
  for (const file of files) {
    for (const [name, contract] of Object.entries(output.contracts?.[file] ?? {})) {
      const code = contract.evm.bytecode?.object ?? '';
      if (code === '') continue;
      artifacts[name] = {
        abi: contract.abi,
        bytecode: `0x${code}`,
        deployedBytecode: `0x${contract.evm.deployedBytecode?.object ?? ''}`,
      };
    }
  }
  return artifacts;
}
