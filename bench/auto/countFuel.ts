/** Prints the fuel of fixed programs and compilations; see fuelIdentical.ts. */
import { CHECK_LIMITS } from '../../validators/auto/limits.ts';
import { runProgram } from '../../validators/auto/programs/runProgram.ts';
import { loadCompiler } from '../../validators/auto/solidity/loadCompiler.ts';
import { readSoljson } from '../../validators/auto/solidity/readSoljson.ts';

const limits = { fuel: 500_000_000 };
const javascript = await runProgram(
  'javascript',
  {
    source: `function solve(n) {
      const list = Array.from({ length: n }, (_, i) => (i * 7919) % 1009);
      const counts = new Map();
      for (const one of list) counts.set(one % 13, (counts.get(one % 13) ?? 0) + 1);
      return [list.sort((a, b) => a - b)[n >> 1], [...counts], /^(a|b)*c/.test('ab'.repeat(50) + 'c')];
    }`,
    entry: 'solve',
  },
  '[3000]',
  limits,
);
const python = await runProgram(
  'python',
  {
    source:
      'def solve(n):\n  x = [(i * 7919) % 1009 for i in range(n)]\n  x.sort()\n  return [x[n // 2], sum(x), 3 ** 200 % 1009]\n',
    entry: 'solve',
  },
  '[3000]',
  limits,
);
const assemblyscript = await runProgram(
  'assemblyscript',
  {
    source: `export function solve(n: i32): i32[] {
      const list = new Array<i32>(n);
      const counts = new Map<i32, i32>();
      for (let i = 0; i < n; i++) {
        list[i] = (i * 7919) % 1009;
        const key = list[i] % 13;
        counts.set(key, (counts.has(key) ? counts.get(key) : 0) + 1);
      }
      list.sort();
      return [list[n >> 1], counts.size, <i32>Math.sin(n) * 1000];
    }`,
    entry: 'solve',
    signature: { parameters: ['i32'], result: 'i32[]' },
  },
  '[3000]',
  limits,
);
const solidity: Record<string, string> = {};
for (const version of ['0.4.26', '0.7.6', '0.8.37']) {
  const compiler = loadCompiler(await readSoljson(version), CHECK_LIMITS);
  compiler.fuel.value = compiler.fuel.limit;
  const content = `contract A { uint256 public x; function f(uint256 y) public { x = y * 3; } }`;
  const settings = { optimizer: { enabled: true }, outputSelection: { '*': { '*': ['evm.bytecode.object'] } } }; // prettier-ignore
  compiler.compile(JSON.stringify({ language: 'Solidity', sources: { 'a.sol': { content } }, settings })); // prettier-ignore
  solidity[version] = String(compiler.fuel.limit - compiler.fuel.value);
}
process.stdout.write(`${JSON.stringify({ javascript, python, assemblyscript, solidity })}\n`);
