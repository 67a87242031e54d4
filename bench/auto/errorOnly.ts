import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import type { CompileRequest } from '../../validators/auto/solidity/compile.ts';
import { compileJob } from '../../validators/auto/solidity/compileJob.ts';
import { ratioTarget, timed, type Measure } from './measure.ts';

const COMPILER = { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 } as const;
const ENTRY = '@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol';

/** Errors alone against bytecode of everything, on a token with votes and what it imports. */
export const errorOnly: Measure = {
  name: 'errorOnly',
  async run({ quick }) {
    const pool = createCheckPool({ threads: 1 });
    const runtime = { pool, signal: new AbortController().signal };
    const library = readWithImports(ENTRY);
    const compile = (main: string, output: CompileRequest['output']) =>
      compileJob(
        { sources: { ...library, 'Main.sol': main }, compiler: COMPILER, output },
        runtime,
      );
    try {
      const best = { errors: Infinity, contracts: Infinity };
      const { errors: broken } = await compile(sound(-1), 'contracts');
      if (broken.length > 0) throw new Error(broken[0]?.message);
      for (let round = 0; round < (quick ? 4 : 8); round += 1) {
        best.errors = Math.min(best.errors, await timed(() => compile(sound(round), 'errors')));
        best.contracts = Math.min(best.contracts, await timed(() => compile(sound(round), 'contracts'))); // prettier-ignore
      }
      const [alone, full] = [await compile(UNSOUND, 'errors'), await compile(UNSOUND, 'contracts')];
      const same =
        alone.errors.length >= 3 && JSON.stringify(alone.errors) === JSON.stringify(full.errors);
      const value = same ? best.contracts / best.errors : 0;
      return {
        targets: [
          ratioTarget('error-only vs bytecode', { value, target: 7, baseline: best.contracts }),
        ],
        rows: [{ measure: 'errorOnly', unit: 'ms', files: Object.keys(library).length + 1, sameErrors: same, ...best }], // prettier-ignore
      };
    } finally {
      await pool.stop();
    }
  },
};

const main = (body: string) =>
  `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\nimport "${ENTRY}";\nimport "@openzeppelin/contracts/utils/cryptography/EIP712.sol";\n${body}\n`;
const sound = (round: number) =>
  main(
    `contract Main${round + 1} is ERC20Votes { constructor() ERC20("a", "b") EIP712("a", "1") {} }`,
  );
const UNSOUND = main(
  'contract Main { uint256 a = "x"; function f() external pure { bool b = 1 + 2; b; } function g() public returns (address) { return 1; } }',
);

/** A file of an installed package with all it imports, by source unit name. */
function readWithImports(entry: string): Record<string, string> {
  const { resolve } = createRequire(import.meta.url);
  const root = resolve('@openzeppelin/contracts/package.json').replace(/package\.json$/, '');
  const found: Record<string, string> = {};
  const waiting = [entry];
  for (let unit = waiting.pop(); unit !== undefined; unit = waiting.pop()) {
    if (found[unit] !== undefined) continue;
    const text = readFileSync(unit.replace('@openzeppelin/contracts/', root), 'utf8');
    found[unit] = text;
    for (const [, path = ''] of text.matchAll(/^import [^;]*?"([^"]+)";/gm)) {
      waiting.push(path.startsWith('.') ? posix.join(posix.dirname(unit), path) : path);
    }
  }
  return found;
}
