import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { readLogs } from '../../chain/readLogs.ts';
import type { Party } from '../../chain/test/localChain.ts';
import { keysOf, type MinerRig } from '../minerRig.ts';
import type { CrashJob } from './crashChild.ts';
import { plansOf, type CrashBatch } from './crashMiners.ts';
import type { CrashTally } from './crashRuns.ts';
import type { CrashPlan } from './crashSwitch.ts';

const SCRIPT = fileURLToPath(new URL('./crashChild.ts', import.meta.url));
/** How long a batch of processes may take until all have done what is waited for. */
const PATIENCE_MS = 600_000;
/** What each solving of crashChild's miner costs, millionths of a dollar. */
const COST = 200n;

export interface ProcessTally extends CrashTally {
  /** Processes of a killed miner that outlived it. */
  orphans: number;
}

interface Run {
  readonly party: Party;
  readonly job: CrashJob;
  /** Deaths still to come. */
  readonly plans: CrashPlan[];
  child: ChildProcess;
  killed: number;
  orphans: number;
}

/**
 * Miners as processes of their own on one task: each kills itself with SIGKILL at its point, some
 * twice, is started again with the same key and disk, and has to keep what it promised.
 */
export async function crashProcesses(rig: MinerRig, batch: CrashBatch): Promise<ProcessTally> {
  const taskId = await rig.publish({ maxAnswers: 32 });
  const { schedule } = await readTask(rig.chain.root, { taskId });
  const runs = batch.parties.map((party, at) =>
    begin(rig, { party, taskId, plans: plansOf(batch, at) }),
  );
  const count = async (what: 'committed' | 'revealed') => {
    const found = await readAnswers(rig.chain.root, { taskId });
    return runs.filter(({ party }) => {
      const mine = found.find(({ minerId }) => minerId === party.memberId);
      return what === 'committed' ? mine !== undefined : mine?.revealed === true;
    }).length;
  };
  await drive(runs, async () => (await count('committed')) === runs.length);
  await rig.chain.warpTo(schedule.commitEnd + 1);
  await drive(runs, async () => (await count('revealed')) === runs.length);
  const revealed = await count('revealed');
  await Promise.all(runs.map(end));
  const logs = await readLogs(rig.chain.root, {
    ...{ contract: 'TaskManager', event: 'AnswerCommitted', indexed: [taskId], fromBlock: 0 },
  });
  const commits = ({ party }: Run) =>
    logs.filter(({ args }) => Number(args['minerId']) === party.memberId).length;
  return {
    runs: runs.length,
    crashes: runs.reduce((sum, { killed }) => sum + killed, 0),
    lostReveals: runs.length - revealed,
    doubleCommits: runs.filter((run) => commits(run) > 1).length,
    miscountedSpend: runs.filter(({ job }) => rig.spentBy(job.data, taskId) !== COST).length,
    orphans: runs.reduce((sum, run) => sum + run.orphans, 0),
  };
}

function begin(
  rig: MinerRig,
  {
    party,
    taskId,
    plans,
  }: { readonly party: Party; readonly taskId: bigint; readonly plans: CrashPlan[] },
): Run {
  const job: CrashJob = {
    ...{ rpcUrl: rig.chain.url, addresses: rig.chain.addresses, keys: keysOf(party) },
    blobs: join(rig.folder, 'blobs'),
    data: join(rig.folder, `killed-${party.memberId}-${taskId}`),
    solver: 'spending',
  };
  return { party, job, plans, child: start(job, plans.shift()), killed: 0, orphans: 0 };
}

/** In a group of its own, so that whatever outlives it is found by the group. */
function start(job: CrashJob, plan: CrashPlan | undefined): ChildProcess {
  const options = { stdio: 'ignore', detached: true } as const;
  return spawn(process.execPath, [SCRIPT, JSON.stringify({ ...job, plan })], options);
}

async function drive(runs: readonly Run[], done: () => Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUp && !(await done())) {
    for (const run of runs) {
      if (run.child.signalCode === null && run.child.exitCode === null) continue;
      if (run.child.signalCode === 'SIGKILL') run.killed += 1;
      run.orphans += await orphansOf(run.child);
      run.child = start(run.job, run.plans.shift());
    }
    await sleep(200);
  }
}

async function end(run: Run): Promise<void> {
  if (run.child.signalCode === null && run.child.exitCode === null) {
    const gone = once(run.child, 'exit');
    run.child.kill('SIGKILL');
    await gone;
  }
  run.orphans += await orphansOf(run.child);
}

/** Members of a dead process's group, a moment later: its children notice by their closed pipes. */
async function orphansOf({ pid = 0 }: ChildProcess): Promise<number> {
  const members = () => {
    const list = execFileSync('ps', ['-eo', 'pgid=,stat='], { encoding: 'utf8' });
    return list.split('\n').filter((line) => {
      const [group, state = 'Z'] = line.trim().split(/\s+/);
      return Number(group) === pid && !state.startsWith('Z');
    }).length;
  };
  for (let looks = 0; looks < 20 && members() > 0; looks += 1) await sleep(100);
  return members();
}
