import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalChain, TOS, type LocalChain, type Party } from '../chain/test/localChain.ts';
import { crashExperts } from '../test/crash/crashExperts.ts';
import { crashJurors, type JurorRig } from '../test/crash/crashJurors.ts';
import { crashMiners } from '../test/crash/crashMiners.ts';
import { crashProcesses, type ProcessTally } from '../test/crash/crashProcesses.ts';
import type { CrashTally } from '../test/crash/crashRuns.ts';
import { EXPERT_CRASHES } from '../test/crash/expertCrashes.ts';
import { JUROR_CRASHES } from '../test/crash/jurorCrashes.ts';
import { MINER_CRASHES } from '../test/crash/minerCrashes.ts';
import { startMinerRig } from '../test/minerRig.ts';
import { seededRandom } from '../test/seededRandom.ts';
import { report, requirePart, say } from './report.ts';
import { atMost, type Target } from './target.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
    /** `FIRST-LAST`: these seeds in place of the usual ones. */
    seeds: { type: 'string' },
  },
});
const quick = flags.quick === true;

const wanted = (part: string) => flags.only === undefined || flags.only === part;
await report({ name: 'crash', json: flags.json }, async () => {
  requirePart(flags.only, ['miners', 'jurors', 'experts', 'processes']);
  const miners = wanted('miners') ? await killMiners(quick ? 5 : 25) : undefined;
  const jurors = wanted('jurors') ? await killJurors(quick ? 5 : 50) : undefined;
  const experts = wanted('experts') ? await killExperts(quick ? 5 : 50) : undefined;
  const processes = wanted('processes') ? await killProcesses(quick ? 1 : 5) : undefined;
  const targets = [
    ...(miners === undefined ? [] : minerTargets('miner', miners)),
    ...(jurors === undefined ? [] : voterTargets('juror', jurors)),
    ...(experts === undefined ? [] : voterTargets('expert', experts)),
    ...(processes === undefined ? [] : processTargets(processes)),
  ];
  return { targets, rows: { miners, jurors, experts, processes } };
});
process.exit();

function minerTargets(who: string, tally: CrashTally): Target[] {
  return [
    none(`${who} reveals lost`, tally.lostReveals),
    none(`${who} double commits`, tally.doubleCommits),
    none(`${who} spend miscounted`, tally.miscountedSpend),
  ];
}

function voterTargets(who: string, tally: CrashTally): Target[] {
  return [
    none(`${who} reveals lost`, tally.lostReveals),
    none(`${who} double votes`, tally.doubleCommits),
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
  const parties = await joinAll(rig.chain, MINER_CRASHES.length, 'miner');
  const total = await overSeeds({ seeds, what: 'miners', none: nothing() }, (random) =>
    crashMiners(rig, { parties, points: MINER_CRASHES, random }),
  );
  await rig.stop();
  return total;
}

/** Real processes and real SIGKILL: fewer seeds, since every start loads a whole daemon. */
async function killProcesses(seeds: number): Promise<ProcessTally> {
  const rig = await startMinerRig();
  const parties = await joinAll(rig.chain, MINER_CRASHES.length, 'miner');
  const total = await overSeeds(
    { seeds, what: 'processes', none: { ...nothing(), orphans: 0 } },
    (random) => crashProcesses(rig, { parties, points: MINER_CRASHES, random }),
  );
  await rig.stop();
  return total;
}

async function killJurors(seeds: number): Promise<CrashTally> {
  return onVoterRig({}, async (rig) => {
    const parties = await joinAll(rig.chain, JUROR_CRASHES.length, 'peer', 500n * TOS);
    return overSeeds({ seeds, what: 'jurors', none: nothing() }, (random) =>
      crashJurors(rig, { parties, points: JUROR_CRASHES, random }),
    );
  });
}

/** Three experts hear two cases a seed; the lot decides who of them dies at which points. */
async function killExperts(seeds: number): Promise<CrashTally> {
  return onVoterRig({ disputeSeconds: 100_000 }, async (rig) => {
    await joinAll(rig.chain, 3, 'peer');
    // A seat of a case holds 40 TOS, and these cases are never closed.
    const parties = await joinAll(rig.chain, 3, 'expert', 9_000n * TOS);
    return overSeeds({ seeds, what: 'experts', none: nothing() }, (random) => {
      const dealt = EXPERT_CRASHES.map(() => random(parties.length));
      const plans = parties.map((_, at) => EXPERT_CRASHES.filter((__, i) => dealt[i] === at));
      return crashExperts(rig, { parties, plans, random, cases: 2 });
    });
  });
}

/** One after another: on a busy machine a chain that forty clients start on answers none in time. */
async function joinAll(
  chain: LocalChain,
  count: number,
  ...member: Parameters<LocalChain['join']>
): Promise<Party[]> {
  const parties: Party[] = [];
  while (parties.length < count) parties.push(await chain.join(...member));
  return parties;
}

async function onVoterRig(
  settings: Parameters<typeof startLocalChain>[0],
  kill: (rig: JurorRig) => Promise<CrashTally>,
): Promise<CrashTally> {
  const chain = await startLocalChain(settings);
  const folder = mkdtempSync(join(tmpdir(), 'poiw-crash-'));
  const miner = await chain.join('miner');
  const autos = [await chain.join('auto'), await chain.join('auto')];
  const total = await kill({ chain, folder, miner, autos });
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
  return total;
}

async function overSeeds<Tally extends CrashTally>(
  { seeds, what, none: total }: { readonly seeds: number; readonly what: string; none: Tally },
  run: (random: (below: number) => number) => Promise<Tally>,
): Promise<Tally> {
  const [first = 1, last = first] = flags.seeds?.split('-').map(Number) ?? [1, seeds];
  for (let seed = first; seed <= last; seed += 1) {
    add(total, await run(seededRandom(`${what} ${seed}`)));
    say(`${what}: seed ${seed} of ${first} to ${last}, ${JSON.stringify(total)}`);
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
