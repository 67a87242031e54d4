import { gte } from 'semver';
import { codeTarget } from './codeTarget.ts';
import type { CompileRequest } from './compilation.ts';

/** What the compiler is asked, as JSON: settings are the task's, the sources have no say in them. */
export function standardInput({ sources, compiler, output, only }: CompileRequest): string {
  return JSON.stringify({
    language: 'Solidity',
    sources: Object.fromEntries(
      Object.entries(sources).map(([file, content]) => [file, { content }]),
    ),
    settings: {
      ...codeTarget(compiler),
      optimizer: { enabled: true, runs: compiler.optimizerRuns },
      ...metadata(compiler.solc),
      outputSelection: outputSelection(output, only ?? ['*']),
    },
  });
}

/** The metadata hash would let a comment change code and, with it, gas; old releases insist on it. */
function metadata(solc: string): object {
  if (gte(solc, '0.8.18')) return { metadata: { appendCBOR: false, bytecodeHash: 'none' } };
  return gte(solc, '0.6.0') ? { metadata: { bytecodeHash: 'none' } } : {};
}

const CODE = ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'];

function outputSelection(output: CompileRequest['output'], files: readonly string[]) {
  if (output === 'errors') return {};
  if (output === 'ast') return { '*': { '': ['ast'] } };
  const wanted = output === 'layouts' ? ['abi', 'storageLayout'] : CODE;
  return Object.fromEntries(files.map((file) => [file, { '*': wanted }]));
}
