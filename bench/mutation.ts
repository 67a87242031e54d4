import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findMutants, type Mutant } from './mutation/findMutants.ts';
import { createWorkspace, type Outcome, type Workspace } from './mutation/workspace.ts';
import { report, requirePart, say, type Findings } from './report.ts';
import { atLeast, atMost } from './target.ts';

/**
 * Breaks the median, stake and reward contracts in small ways and counts how often the tests
 * notice. `--sample N` mutants of each contract, drawn by `--seed`; `--parallel N` at once;
 * `--only NAME` of one contract; `--json` prints one envelope.
 */
const ROOT = resolve(import.meta.dirname, '..');
const TARGETS = [
  {
    name: 'PackedMedian',
    file: 'chain/contracts/libraries/PackedMedian.sol',
    tests: ['Libraries'],
  },
  {
    name: 'StakeManager',
    file: 'chain/contracts/StakeManager.sol',
    tests: ['StakeManager', 'Roles'],
  },
  {
    name: 'RewardDistributor',
    file: 'chain/contracts/RewardDistributor.sol',
    tests: ['RewardDistributor', 'RewardRoots', 'RootChallenges', 'Roles'],
  },
  {
    name: 'RewardRoots',
    file: 'chain/contracts/RewardRoots.sol',
    tests: ['RewardRoots', 'RootChallenges', 'attacks/Roots'],
  },
] as const;
const KILLED_AT_LEAST = 0.9;
/** With more, the mutator writes nonsense and the score says little. */
const INVALID_MOST = 0.3;

interface Row extends Mutant {
  readonly outcome: Outcome;
}

interface Score {
  readonly name: string;
  readonly mutants: number;
  readonly sampled: number;
  readonly killed: number;
  readonly survived: number;
  readonly invalid: number;
  /** Of those that compile. */
  readonly score: number;
  /** Of those sampled. */
  readonly invalidShare: number;
  readonly survivors: readonly Row[];
}

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '1' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

await report({ name: 'mutation', json: values.json, show }, measureAll);

async function measureAll(): Promise<Findings> {
  requirePart(
    values.only,
    TARGETS.map(({ name }) => name),
  );
  const rows: Score[] = [];
  for (const target of TARGETS.filter(({ name }) => name === (values.only ?? name))) {
    const tests = target.tests.map((name) => `chain/test/${name}.t.sol`);
    const many = { length: Number(values.parallel) };
    const spaces = Array.from(many, () => createWorkspace(ROOT, tests));
    try {
      rows.push(await measure(target, spaces));
    } finally {
      for (const space of spaces) space.remove();
    }
  }
  const targets = rows.flatMap(({ name, score, invalidShare }) => [
    atLeast({ name: `killed ${name}`, value: score, target: KILLED_AT_LEAST, unit: 'ratio' }),
    atMost({ name: `invalid ${name}`, value: invalidShare, target: INVALID_MOST, unit: 'ratio' }),
  ]);
  return { targets, rows, seed: values.seed };
}

async function measure(
  target: (typeof TARGETS)[number],
  spaces: readonly Workspace[],
): Promise<Score> {
  const clean = await Promise.all(spaces.map((space) => space.run(undefined)));
  if (clean.some((outcome) => outcome !== 'survived')) {
    throw new Error(`the tests of ${target.name} fail before anything is broken`);
  }
  const all = findMutants(ROOT, target.file);
  const sampled = [...all].sort(byDraw).slice(0, Number(values.sample));
  const rows = (await Promise.all(spaces.map((space) => work(space, sampled)))).flat();
  const count = (outcome: Outcome) => rows.filter((row) => row.outcome === outcome).length;
  const [killed, survived, invalid] = [count('killed'), count('survived'), count('invalid')];
  return {
    ...{ name: target.name, mutants: all.length, sampled: rows.length, killed, survived, invalid },
    score: killed / Math.max(1, killed + survived),
    invalidShare: invalid / Math.max(1, rows.length),
    survivors: rows.filter(({ outcome }) => outcome === 'survived'),
  };
}

/** Takes mutants from the common list until there is none left. */
async function work(space: Workspace, list: Mutant[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let mutant = list.shift(); mutant !== undefined; mutant = list.shift()) {
    const row = { ...mutant, outcome: await space.run(mutant) };
    rows.push(row);
    say(`${row.outcome.padEnd(9)}${describe(row)}`);
  }
  return rows;
}

/** The same order for a seed, whatever else is in the file. */
function byDraw(a: Mutant, b: Mutant): number {
  return drawOf(a).localeCompare(drawOf(b));
}

function drawOf({ start, end, after }: Mutant): string {
  return createHash('sha256').update(`${values.seed} ${start} ${end} ${after}`).digest('hex');
}

function describe({ file, line, before, after }: Mutant): string {
  const short = before.replaceAll(/\s+/g, ' ').slice(0, 60);
  return `${file}:${line}: ${short} -> ${after}`;
}

function show({ rows }: Findings): void {
  for (const { name, killed, survived, invalid, mutants, sampled } of rows as readonly Score[]) {
    const counts = `${killed} killed, ${survived} survived, ${invalid} invalid`;
    process.stdout.write(`${name}: ${counts}; ${sampled} of ${mutants}\n`);
  }
}
