import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadArtifacts } from '../chain/loadArtifacts.ts';
import type { MemberRole } from '../chain/member.ts';
import { startLocalChain, type LocalChain, type Party } from '../chain/test/localChain.ts';
import { judging, judgingDirect, whole, type GasRow } from './gas/gasRow.ts';
import { gasEstimates, gasTargets, type Measured } from './gas/gasTargets.ts';
import { deployNaive, measureNaive } from './gas/measureNaive.ts';
import { measureEpoch, type EpochRow, type EpochSize } from './gas/measureEpoch.ts';
import { measureOurs, type Cast, type TaskSize } from './gas/measureOurs.ts';
import { snapshotFigures } from './gas/snapshotFigures.ts';
import { measureStake } from './gas/measureStake.ts';
import { report, say, type Findings } from './report.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    promised: { type: 'boolean' },
    snapshot: { type: 'boolean' },
  },
});
const answerCounts = flags.quick === true ? [3, 8] : [3, 8, 32];
const jurorCounts = flags.quick === true ? [3, 7] : [3, 7, 21];
const taskCounts = flags.quick === true ? [10] : [1, 10, 50];
const everySize = answerCounts.flatMap((answers) =>
  jurorCounts.map((jurors) => ({ answers, jurors })),
);
/** Those that a target looks at, or all. */
const sizes =
  flags.promised === true
    ? [
        { answers: 8, jurors: 7 },
        { answers: 8, jurors: 21 },
        { answers: 32, jurors: 21 },
      ]
    : everySize;

/** Grows from row to row. */
let everyPeer: readonly Party[] = [];

const chain = await startLocalChain();
try {
  if (flags.snapshot === true) await writeSnapshot(chain);
  else await report({ name: 'gas', json: flags.json, show }, () => run(chain));
} finally {
  await chain.stop();
}

/** Takes today's figures for the ones that bench/gas/snapshot.test.ts holds later ones against. */
async function writeSnapshot(on: LocalChain): Promise<void> {
  const figures = await snapshotFigures(on);
  const file = new URL('gas/snapshot.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
}

async function run(on: LocalChain): Promise<Findings> {
  const rows: Measured[] = [];
  const naive = await deployNaive(on);
  for (const size of sizes) {
    say(`measuring ${size.answers} answers x ${size.jurors} jurors`);
    // New members for every row: whoever was paid before has a warm slot and costs less.
    const cast = await castOf(on, size);
    const ours = await measureOurs(cast, size);
    rows.push({ ours, naive: await measureNaive(naive, rows.length + 1, size) });
  }
  const epochs: EpochRow[] = [];
  for (const size of epochSizes()) {
    say(`measuring an epoch of ${size.tasks} x ${size.answers} lanes x ${size.jurors} jurors`);
    const cast = await castOf(on, { answers: 1, jurors: size.jurors });
    epochs.push(await measureEpoch(cast, size));
  }
  const stake = await measureStake(on);
  const contractBytes = Object.fromEntries(
    Object.entries(loadArtifacts()).map(([name, { deployedBytecode }]) => [
      name,
      (deployedBytecode.length - 2) / 2,
    ]),
  );
  const largestContract = Math.max(...Object.values(contractBytes));
  const figures = { rows, epochs, stake, largestContract };
  return {
    targets: gasTargets(figures),
    estimates: gasEstimates(figures),
    rows: rows.flatMap(({ ours, naive: base }) => [
      withSums('ours', ours),
      withSums('naive', base),
    ]),
    epochs,
    stake,
    contractBytes,
    compiler: 'solc 0.8.37, optimizer 200 runs, legacy pipeline, cancun',
  };
}

/** Every size opened and settled in one transaction; the largest epochs in two as well. */
function epochSizes(): EpochSize[] {
  const one = sizes.flatMap((size) =>
    taskCounts.map((tasks) => ({ ...size, tasks, steps: 'one' as const })),
  );
  const most = Math.max(...taskCounts);
  const largest = one.filter(
    ({ tasks, jurors }) => tasks === most && jurors === jurorCounts.at(-1),
  );
  const twice = largest.map((size) => ({ ...size, steps: 'two' as const }));
  return flags.promised === true ? [...largest, ...twice] : [...one, ...twice];
}

async function castOf(on: LocalChain, size: TaskSize): Promise<Cast> {
  return {
    chain: on,
    publisher: await on.outsider(),
    miners: await joinAll(on, 'miner', size.answers),
    // Peers of earlier rows stay in the lot, so that the draw is a real one: enough of them exist.
    peers: (everyPeer = [...everyPeer, ...(await joinAll(on, 'peer', size.jurors))]),
    autos: await joinAll(on, 'auto', 2),
  };
}

function joinAll(on: LocalChain, role: MemberRole, count: number): Promise<Party[]> {
  return Promise.all(Array.from({ length: count }, () => on.join(role)));
}

function withSums(design: string, row: GasRow): Record<string, unknown> {
  const sums = { judging: judging(row), judgingDirect: judgingDirect(row), whole: whole(row) };
  return { design, ...row, ...sums };
}

function show({ estimates }: Findings): void {
  console.table(estimates);
}
