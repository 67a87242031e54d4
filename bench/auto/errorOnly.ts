import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import type { CheckRuntime } from '../../validators/auto/check.ts';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import type { CompileRequest } from '../../validators/auto/solidity/compilation.ts';
import { compileJob } from '../../validators/auto/solidity/compileJob.ts';
import { ratioTarget, timed, type Measure } from './measure.ts';

const COMPILER = { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 } as const;
const OZ = '@openzeppelin/contracts/';

/** A contract with what it inherits. */
interface Project {
  readonly name: string;
  /** One of the two, small and medium, that the promised ratio was first measured on. */
  readonly promised: boolean;
  readonly imports: readonly string[];
  /** Bases and constructor of the contract that is compiled. */
  readonly contract: string;
}

const PROJECTS: readonly Project[] = [
  {
    name: 'token',
    promised: true,
    imports: ['token/ERC20/ERC20.sol'],
    contract: 'ERC20 { constructor() ERC20("a", "b") {} }',
  },
  {
    name: 'votes',
    promised: false,
    imports: ['token/ERC20/extensions/ERC20Votes.sol', 'utils/cryptography/EIP712.sol'],
    contract: 'ERC20Votes { constructor() ERC20("a", "b") EIP712("a", "1") {} }',
  },
  {
    name: 'vault',
    promised: false,
    imports: ['token/ERC20/extensions/ERC4626.sol', 'token/ERC20/extensions/ERC20Permit.sol'],
    contract: `ERC4626, ERC20Permit {
      constructor(IERC20 asset) ERC20("a", "b") ERC20Permit("a") ERC4626(asset) {}
      function decimals() public view override(ERC20, ERC4626) returns (uint8) { return super.decimals(); }
    }`,
  },
  {
    name: 'governor',
    promised: true,
    imports: [
      'governance/extensions/GovernorSettings.sol',
      'governance/extensions/GovernorCountingSimple.sol',
      'governance/extensions/GovernorVotesQuorumFraction.sol',
      'governance/TimelockController.sol',
      'governance/utils/IVotes.sol',
    ],
    contract: `GovernorSettings, GovernorCountingSimple, GovernorVotesQuorumFraction {
      constructor(IVotes token) Governor("a") GovernorSettings(1, 100, 0) GovernorVotes(token) GovernorVotesQuorumFraction(4) {}
      function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) { return super.proposalThreshold(); }
    }`,
  },
];

/**
 * Errors alone against bytecode of everything. What is left when no code is generated is the
 * compiler's own reading of every imported file, so that a project of many files that end up in
 * little code gains least: the promise is about the two projects together that it was made for, the
 * rows show those that gain less beside them.
 */
export const errorOnly: Measure = {
  name: 'errorOnly',
  async run({ quick }) {
    const pool = createCheckPool({ threads: 1 });
    const { signal } = new AbortController();
    try {
      const rows: Row[] = [];
      for (const project of PROJECTS) rows.push(await measureProject(project, { pool, signal }, quick ? 3 : 6)); // prettier-ignore
      const promised = rows.filter((_, at) => PROJECTS[at]?.promised === true);
      const total = (of: 'errors' | 'contracts') => promised.reduce((sum, row) => sum + row[of], 0);
      const same = rows.every(({ sameErrors }) => sameErrors);
      const value = same ? total('contracts') / total('errors') : 0;
      return {
        targets: [ratioTarget('error-only vs bytecode', { value, target: 7, baseline: total('contracts') })], // prettier-ignore
        rows,
      };
    } finally {
      await pool.stop();
    }
  },
};

type Row = Awaited<ReturnType<typeof measureProject>>;

async function measureProject(project: Project, runtime: CheckRuntime, rounds: number) {
  const library = readWithImports(project.imports.map((path) => `${OZ}${path}`));
  const compile = (body: string, output: CompileRequest['output']) => {
    const imports = project.imports.map((path) => `import "${OZ}${path}";`).join('\n');
    const main = `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n${imports}\n${body}\n`;
    const sources = { ...library, 'Main.sol': main };
    return compileJob({ sources, compiler: COMPILER, output }, runtime);
  };
  const sound = (round: number) => `contract Main${round} is ${project.contract}`;
  const { errors } = await compile(sound(0), 'contracts');
  if (errors.length > 0) throw new Error(`${project.name}: ${errors[0]?.message ?? ''}`);
  await compile(sound(0), 'errors');
  const best = { errors: Infinity, contracts: Infinity };
  for (let round = 1; round <= rounds; round += 1) {
    best.errors = Math.min(best.errors, await timed(() => compile(sound(round), 'errors')));
    best.contracts = Math.min(
      best.contracts,
      await timed(() => compile(sound(round), 'contracts')),
    );
  }
  const [alone, full] = [await compile(UNSOUND, 'errors'), await compile(UNSOUND, 'contracts')];
  const sameErrors = alone.errors.length >= 3 && JSON.stringify(alone.errors) === JSON.stringify(full.errors); // prettier-ignore
  const files = Object.keys(library).length + 1;
  const ratio = Math.round((100 * best.contracts) / best.errors) / 100;
  return { measure: 'errorOnly', unit: 'ms', project: project.name, files, sameErrors, ratio, ...best }; // prettier-ignore
}

const UNSOUND =
  'contract Main { uint256 a = "x"; function f() external pure { bool b = 1 + 2; b; } function g() public returns (address) { return 1; } }';

/** Files of an installed package with all they import, by source unit name. */
function readWithImports(entries: readonly string[]): Record<string, string> {
  const { resolve } = createRequire(import.meta.url);
  const root = resolve('@openzeppelin/contracts/package.json').replace(/package\.json$/, '');
  const found: Record<string, string> = {};
  const waiting = [...entries];
  for (let unit = waiting.pop(); unit !== undefined; unit = waiting.pop()) {
    if (found[unit] !== undefined) continue;
    const text = readFileSync(unit.replace(OZ, root), 'utf8');
    found[unit] = text;
    for (const [, path = ''] of text.matchAll(/^import [^;]*?"([^"]+)";/gm)) {
      waiting.push(path.startsWith('.') ? posix.join(posix.dirname(unit), path) : path);
    }
  }
  return found;
}
