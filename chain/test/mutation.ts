import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findMutants, type Mutant } from './mutation/findMutants.ts';
import { createWorkspace, type Outcome, type Workspace } from './mutation/workspace.ts';

/**
 * Breaks the median, stake and reward contracts in small ways and counts how often the tests
 * notice. `--sample N` mutants of each contract, drawn by `--seed`; `--parallel N` at once;
 * `--only NAME` of one contract; `--json` prints one envelope.
 */
const ROOT = resolve(import.meta.dirname, '..', '..');
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
    tests: ['RewardDistributor', 'RewardRoots', 'Roles'],
  },
  {
    name: 'RewardRoots',
    file: 'chain/contracts/RewardRoots.sol',
    tests: ['RewardRoots', 'attacks/Roots'],
  },
] as const;
const KILLED_AT_LEAST = 0.9;
const INVALID_BELOW = 0.3;

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
  readonly pass: boolean;
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

const scores: Score[] = [];
const survivors: Row[] = [];
for (const target of TARGETS.filter(({ name }) => name === (values.only ?? name))) {
  const tests = target.tests.map((name) => `chain/test/${name}.t.sol`);
  const spaces = Array.from({ length: Number(values.parallel) }, () =>
    createWorkspace(ROOT, tests),
  );
  try {
    await measure(target, spaces);
  } finally {
    for (const space of spaces) space.remove();
  }
}
report();

async function measure(
  target: (typeof TARGETS)[number],
  spaces: readonly Workspace[],
): Promise<void> {
  const clean = await Promise.all(spaces.map((space) => space.run(undefined)));
  if (clean.some((outcome) => outcome !== 'survived')) {
    throw new Error(`the tests of ${target.name} fail before anything is broken`);
  }
  const all = findMutants(ROOT, target.file);
  const sampled = [...all].sort(byDraw).slice(0, Number(values.sample));
  const rows = (await Promise.all(spaces.map((space) => work(space, sampled)))).flat();
  const count = (outcome: Outcome) => rows.filter((row) => row.outcome === outcome).length;
  const [killed, survived, invalid] = [count('killed'), count('survived'), count('invalid')];
  const score = killed / Math.max(1, killed + survived);
  scores.push({
    ...{ name: target.name, mutants: all.length, sampled: rows.length, killed, survived, invalid },
    score,
    pass: killed > 0 && score >= KILLED_AT_LEAST && invalid / rows.length < INVALID_BELOW,
  });
  survivors.push(...rows.filter(({ outcome }) => outcome === 'survived'));
}

/** Takes mutants from the common list until there is none left. */
async function work(space: Workspace, list: Mutant[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let mutant = list.shift(); mutant !== undefined; mutant = list.shift()) {
    const row = { ...mutant, outcome: await space.run(mutant) };
    rows.push(row);
    process.stderr.write(`${row.outcome.padEnd(9)}${describe(row)}\n`);
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

function report(): void {
  const ok = scores.length > 0 && scores.every(({ pass }) => pass);
  if (values.json) {
    const targets = scores.map(({ name, score, pass }) => ({
      ...{ name: `killed ${name}`, value: score, target: KILLED_AT_LEAST },
      ...{ better: 'higher', unit: 'ratio', pass, baseline: 'mutants that compile' },
    }));
    const data = { targets, rows: scores, survivors, seed: values.seed };
    const envelope = { schema: 'poiw.cli/v1', command: 'mutation', ok, data, warnings: [] };
    process.stdout.write(`${JSON.stringify({ ...envelope, error: null, meta: {} }, null, 2)}\n`);
  } else {
    for (const { name, killed, survived, invalid, score, mutants, sampled } of scores) {
      const counts = `${killed} killed, ${survived} survived, ${invalid} invalid`;
      const percent = (100 * score).toFixed(1);
      process.stdout.write(`${name}: ${percent} % (${counts}; ${sampled} of ${mutants})\n`);
    }
  }
  if (!ok) process.exitCode = 1;
}
