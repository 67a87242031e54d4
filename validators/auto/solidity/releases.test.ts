import { afterAll, describe, expect, test } from 'vitest';
import { HELD_SOLC } from '../../../tasks/solidity/heldSolc.ts';
import { createCheckPool } from '../createCheckPool.ts';
import { codeTarget } from './codeTarget.ts';
import { compileJob } from './compileJob.ts';
import { loadCompiler } from './loadCompiler.ts';
import { readSoljson } from './readSoljson.ts';

const pool = createCheckPool({ threads: 1 });
const runtime = { pool, signal: new AbortController().signal };
afterAll(() => pool.stop());

const compilerOf = (solc: string) => ({ solc, evmVersion: 'cancun' as const, optimizerRuns: 200 });
const sourceOf = (solc: string, body: string) =>
  `pragma solidity ^${solc};\ncontract A {\n${body}\n}\n`;

const SOUND =
  'uint256 public x; function f(uint256 y) public returns (uint256) { x += y; return x; }';
const UNSOUND =
  'uint256 public x = "a";\nfunction f() public returns (uint256) { return nothing; }';

const compile = (solc: string, body: string, output: 'errors' | 'contracts') =>
  compileJob(
    { sources: { 'a.sol': sourceOf(solc, body) }, compiler: compilerOf(solc), output },
    runtime,
  );

describe.each(HELD_SOLC)('solc %s', (solc) => {
  test('default: compiles, and says by which bytes', async () => {
    const { version, errors, contracts } = await compile(solc, SOUND, 'contracts');
    expect(version).toMatch(new RegExp(`^${solc.replaceAll('.', '\\.')}\\+commit\\.\\S+ sha256:[0-9a-f]{64}$`)); // prettier-ignore
    expect(errors).toEqual([]);
    expect(contracts['a.sol:A']?.bytecode).toMatch(/^60[0-9a-f]{100,}$/);
  });

  test('behavior: checking alone finds the same errors as generating code', async () => {
    const [checked, full] = await Promise.all([
      compile(solc, UNSOUND, 'errors'),
      compile(solc, UNSOUND, 'contracts'),
    ]);
    expect(checked.errors.map(({ line }) => line)).toEqual(expect.arrayContaining([4]));
    expect(checked.errors).toEqual(full.errors);
  });

  test('behavior: what its pragma does not take is an error of the compiler', async () => {
    const other = solc === '0.8.37' ? '0.4.26' : '0.8.37';
    const sources = { 'a.sol': sourceOf(other, SOUND) };
    const request = { sources, compiler: compilerOf(solc), output: 'errors' } as const;
    const { errors } = await compileJob(request, runtime);
    expect(errors[0]?.message).toMatch(/requires different compiler version/);
  });

  test('behavior: fuel ends a compilation at the same place every time', async () => {
    const soljson = await readSoljson(solc);
    const input = JSON.stringify({
      language: 'Solidity',
      sources: { 'a.sol': { content: sourceOf(solc, SOUND) } },
      settings: { outputSelection: { '*': { '*': ['evm.bytecode.object'] } } },
    });
    const spend = (compileFuel: number, compileAsmFuel: number) => {
      const compiler = loadCompiler(soljson, { compileFuel, compileAsmFuel });
      compiler.fuel.value = compiler.fuel.limit;
      try {
        compiler.compile(input);
      } catch {
        return 'trapped';
      }
      return compiler.fuel.limit - compiler.fuel.value;
    };
    expect(spend(1_000_000, 10_000)).toBe('trapped');
    const cost = spend(2_000_000_000, 100_000_000);
    expect(cost).toBeGreaterThan(100_000n);
    expect(spend(2_000_000_000, 100_000_000)).toBe(cost);
  });
});

test('error: a release that nobody has is named, with those at hand', async () => {
  await expect(compile('0.8.20', SOUND, 'errors')).rejects.toMatchObject({
    code: 'E_COMPILER',
    message: 'solc 0.8.20 is not at hand',
    hint: expect.stringContaining('0.4.26, 0.5.17, 0.6.12, 0.7.6, 0.8.37') as string,
  });
  await expect(compile('0.4.12', SOUND, 'errors')).rejects.toMatchObject({ code: 'E_COMPILER' });
});

test('default: code is for the rules of the chain, or the newest the release knows', () => {
  const target = (solc: string, evmVersion: 'byzantium' | 'cancun') =>
    codeTarget({ solc, evmVersion, optimizerRuns: 1 }).evmVersion;
  expect(target('0.4.11', 'cancun')).toBeUndefined();
  expect(target('0.4.26', 'cancun')).toBe('byzantium');
  expect(target('0.6.12', 'cancun')).toBe('istanbul');
  expect(target('0.8.37', 'cancun')).toBe('cancun');
  expect(target('0.8.37', 'byzantium')).toBe('byzantium');
});
