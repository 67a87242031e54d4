import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { readLogs } from '../../chain/readLogs.ts';
import type { Party } from '../../chain/test/localChain.ts';
import type { MinerComponents } from '../../miner/createMiner.ts';
import { quickSolver, type MinerRig } from '../minerRig.ts';
import { beginRun, buryRun, driveRuns, type CrashRun, type CrashTally } from './crashRuns.ts';
import { createCrashSwitch, type CrashPlan, type CrashSwitch } from './crashSwitch.ts';
import { guardRpc } from './guardRpc.ts';

/** Calls of a model each solving makes, and what each costs: re-solved, they are the same calls. */
const CALLS = 2;
const COST = 100n;

/** A miner that dies; the payloads of every commit of it that was handed to a node. */
interface MinerRun extends CrashRun {
  readonly party: Party;
  readonly data: string;
  readonly commits: Set<string>;
}

export interface CrashBatch {
  /** One daemon a point. */
  readonly parties: readonly Party[];
  /** Whole numbers below a limit, the same for the same seed. */
  readonly random: (below: number) => number;
  /** Where each of them dies; a second death comes at any of these. */
  readonly points: readonly CrashPlan[];
}

/**
 * Lets miners work on one task and die each at a point of its own, some twice; each is started
 * again with the same key and disk. Then counts what was lost.
 */
export async function crashMiners(rig: MinerRig, batch: CrashBatch): Promise<CrashTally> {
  const taskId = await rig.publish({ maxAnswers: 32 });
  const runs = await Promise.all(
    batch.parties.map((party, at) => begin(rig, { party, taskId, plans: plansOf(batch, at) })),
  );
  const { schedule } = await readTask(rig.chain.root, { taskId });
  const count = async (what: 'commit' | 'reveal') => {
    const found = await readAnswers(rig.chain.root, { taskId });
    return runs.filter(({ party }) => {
      const mine = found.find(({ minerId }) => minerId === party.memberId);
      return what === 'commit' ? mine !== undefined : mine?.revealed === true;
    }).length;
  };
  await driveRuns(runs, batch.random, async () => (await count('commit')) === runs.length);
  await rig.chain.warpTo(schedule.commitEnd + 1);
  await driveRuns(runs, batch.random, async () => (await count('reveal')) === runs.length);
  await Promise.all(runs.map(buryRun));
  return tally(rig, runs, { taskId, revealed: await count('reveal') });
}

/** The point of its own, and for every third run a second one. */
export function plansOf({ points, random }: CrashBatch, at: number): CrashPlan[] {
  const second = random(3) === 0 ? points[random(points.length)] : undefined;
  return [points[at % points.length], second].filter((plan) => plan !== undefined);
}

async function begin(
  rig: MinerRig,
  {
    party,
    taskId,
    plans,
  }: { readonly party: Party; readonly taskId: bigint; readonly plans: readonly CrashPlan[] },
): Promise<MinerRun> {
  const data = join(rig.folder, `crash-${party.memberId}-${taskId}`);
  const commits = new Set<string>();
  const run = await beginRun(plans, async (plan) => {
    const crash = createCrashSwitch(plan);
    const miner = await rig.start({
      ...{ party, data, pollMs: 150, dead: crash.dead },
      solver: spendingSolver(),
      guardJournal: (journal) => crash.guard('journal', journal),
      wrap: (components) => armed(components, { crash, commits }),
    });
    return { ...miner, crash };
  });
  return Object.assign(run, { party, data, commits });
}

/** As with a model: calls cost, and the answer is another one every time. */
export function spendingSolver() {
  return quickSolver(async ({ task, spend }) => {
    for (let call = 1; call <= CALLS; call += 1) spend?.(`call-${call}`, COST);
    await sleep(5);
    return { task: task.id, note: Math.random().toString() };
  });
}

/** Every interface of a miner with the switch between, and its commits written down. */
export function armed(
  components: MinerComponents,
  { crash, commits }: { readonly crash: CrashSwitch; readonly commits: Set<string> },
): MinerComponents {
  const { chain, blobs, ledger, solver, log } = components;
  guardRpc(chain, { crash, contract: 'TaskManager', method: 'commitAnswer', sent: commits });
  return {
    ...components,
    chain: crash.guard('chain', chain),
    blobs: crash.guard('blobs', blobs),
    ledger: crash.guard('ledger', ledger),
    solver: crash.guard('solver', solver),
    log: (event, facts) => {
      if (!crash.isDead()) log(event, facts);
    },
  };
}

async function tally(
  rig: MinerRig,
  runs: readonly MinerRun[],
  { taskId, revealed }: { readonly taskId: bigint; readonly revealed: number },
): Promise<CrashTally> {
  const logs = await readLogs(rig.chain.root, {
    ...{ contract: 'TaskManager', event: 'AnswerCommitted', indexed: [taskId], fromBlock: 0 },
  });
  const mined = ({ party }: MinerRun) =>
    logs.filter(({ args }) => Number(args['minerId']) === party.memberId).length;
  return {
    runs: runs.length,
    crashes: runs.reduce((sum, run) => sum + run.crashes, 0),
    lostReveals: runs.length - revealed,
    doubleCommits: runs.filter((run) => mined(run) > 1 || run.commits.size > 1).length,
    miscountedSpend: runs.filter(({ data }) => rig.spentBy(data, taskId) !== COST * BigInt(CALLS))
      .length,
  };
}
