import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalChain } from '../chain/test/localChain.ts';
import { crashJurors } from '../test/crash/crashJurors.ts';
import { crashMiners } from '../test/crash/crashMiners.ts';
import { crashProcesses, type ProcessTally } from '../test/crash/crashProcesses.ts';
import type { CrashTally } from '../test/crash/crashRuns.ts';
import { JUROR_CRASHES } from '../test/crash/jurorCrashes.ts';
import { MINER_CRASHES } from '../test/crash/minerCrashes.ts';
import { startMinerRig } from '../test/minerRig.ts';
import { seededRandom } from '../test/seededRandom.ts';
import { report, requirePart, say } from './report.ts';
import { atMost, type Target } from './target.ts';

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } },
});
const quick = flags.quick === true;

const wanted = (part: string) => flags.only === undefined || flags.only === part;
await report({ name: 'crash', json: flags.json }, async () => {
  requirePart(flags.only, ['miners', 'jurors', 'processes']);
  const miners = wanted('miners') ? await killMiners(quick ? 5 : 25) : undefined;
  const jurors = wanted('jurors') ? await killJurors(quick ? 5 : 50) : undefined;
  const processes = wanted('processes') ? await killProcesses(quick ? 1 : 5) : undefined;
  const targets = [
    ...(miners === undefined ? [] : minerTargets('miner', miners)),
    ...(jurors === undefined ? [] : jurorTargets(jurors)),
    ...(processes === undefined ? [] : processTargets(processes)),
  ];
  return { targets, rows: { miners, jurors, processes } };
});
process.exit();

function minerTargets(who: string, tally: CrashTally): Target[] {
  return [
    none(`${who} reveals lost`, tally.lostReveals),
    none(`${who} double commits`, tally.doubleCommits),
    none(`${who} spend miscounted`, tally.miscountedSpend),
  ];
}

function jurorTargets(tally: CrashTally): Target[] {
  return [
    none('juror reveals lost', tally.lostReveals),
    none('juror double votes', tally.doubleCommits),
  ];
}

function processTargets(tally: ProcessTally): Target[] {
  return [...minerTargets('miner process', tally), none('orphan processes', tally.orphans)];
}

function none(name: string, value: number): Target {
  return atMost({ name, value, target: 0, unit: 'runs' });
}

async function killMiners(seeds: number): Promise<CrashTally> {
  const rig = await startMinerRig();
  const parties = await Promise.all(MINER_CRASHES.map(() => rig.chain.join('miner')));
  const total = await overSeeds(seeds, 'miners', (random) =>
    crashMiners(rig, { parties, points: MINER_CRASHES, random }),
  );
  await rig.stop();
  return total;
}

/** Real processes and real SIGKILL: fewer seeds, since every start loads a whole daemon. */
async function killProcesses(seeds: number): Promise<ProcessTally> {
  const rig = await startMinerRig();
  const total: ProcessTally = { ...nothing(), orphans: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const parties = await Promise.all(MINER_CRASHES.map(() => rig.chain.join('miner')));
    add(total, await crashProcesses(rig, { parties, points: MINER_CRASHES }));
    say(`processes: seed ${seed} of ${seeds}, ${JSON.stringify(total)}`);
  }
  await rig.stop();
  return total;
}

async function killJurors(seeds: number): Promise<CrashTally> {
  const chain = await startLocalChain();
  const folder = mkdtempSync(join(tmpdir(), 'poiw-crash-'));
  const miner = await chain.join('miner');
  const autos = [await chain.join('auto'), await chain.join('auto')];
  const parties = await Promise.all(JUROR_CRASHES.map(() => chain.join('peer', 500n * 10n ** 18n)));
  const total = await overSeeds(seeds, 'jurors', (random) =>
    crashJurors({ chain, folder, miner, autos }, { parties, points: JUROR_CRASHES, random }),
  );
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
  return total;
}

async function overSeeds(
  seeds: number,
  what: string,
  run: (random: (below: number) => number) => Promise<CrashTally>,
): Promise<CrashTally> {
  const total = nothing();
  for (let seed = 1; seed <= seeds; seed += 1) {
    add(total, await run(seededRandom(`${what} ${seed}`)));
    say(`${what}: seed ${seed} of ${seeds}, ${JSON.stringify(total)}`);
  }
  return total;
}

function nothing(): CrashTally {
  return { runs: 0, crashes: 0, lostReveals: 0, doubleCommits: 0, miscountedSpend: 0 };
}

function add<Tally extends CrashTally>(total: Tally, tally: Tally): void {
  for (const key of Object.keys(total) as (keyof Tally)[]) {
    Object.assign(total, { [key]: Number(total[key]) + Number(tally[key]) });
  }
}
