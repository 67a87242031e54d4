import { join } from 'node:path';
import { chainTime } from '../../chain/actions/chainTime.ts';
import { drawPanel } from '../../chain/actions/drawPanel.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { readVotes } from '../../chain/actions/readVotes.ts';
import { readLogs } from '../../chain/readLogs.ts';
import type { LocalChain, Party } from '../../chain/test/localChain.ts';
import { verifiedTask } from '../../chain/test/verifiedTask.ts';
import { createPeerValidator } from '../../validators/peer/createPeerValidator.ts';
import type { Rationale } from '../../validators/peer/rationale.ts';
import { plansOf, type CrashBatch } from './crashMiners.ts';
import { beginRun, buryRun, driveRuns, type CrashRun, type CrashTally } from './crashRuns.ts';
import type { CrashPlan } from './crashSwitch.ts';
import { startMortal } from './startMortal.ts';

export interface JurorRig {
  readonly chain: LocalChain;
  readonly folder: string;
  readonly miner: Party;
  readonly autos: readonly Party[];
}

interface JurorRun extends CrashRun {
  readonly party: Party;
  readonly commits: Set<string>;
}

const LANES = 3;

/**
 * Draws a panel and lets its jurors die each at a point of its own between draw and reveal, some
 * twice; each is started again with the same key and disk. Then counts what was lost.
 */
export async function crashJurors(rig: JurorRig, batch: CrashBatch): Promise<CrashTally> {
  const { root } = rig.chain;
  const taskId = await toVoting(rig, batch.parties.length);
  const runs = await Promise.all(
    batch.parties.map((party, at) => begin(rig, { party, taskId, plans: plansOf(batch, at) })),
  );
  const count = async (what: 'committed' | 'revealed') => {
    const votes = await readVotes(root, { taskId });
    return votes.filter((vote) => vote[what]).length;
  };
  await driveRuns(runs, batch.random, async () => (await count('committed')) === runs.length);
  await rig.chain.warpTo((await readTask(root, { taskId })).schedule.voteCommitEnd + 1);
  await driveRuns(runs, batch.random, async () => (await count('revealed')) === runs.length);
  await Promise.all(runs.map(buryRun));
  const logs = await readLogs(root, {
    ...{ contract: 'VoteModule', event: 'VoteCommitted', indexed: [taskId], fromBlock: 0 },
  });
  const mined = ({ party }: JurorRun) =>
    logs.filter(({ args }) => Number(args['jurorId']) === party.memberId).length;
  return {
    runs: runs.length,
    crashes: runs.reduce((sum, run) => sum + run.crashes, 0),
    lostReveals: runs.length - (await count('revealed')),
    doubleCommits: runs.filter((run) => mined(run) > 1 || run.commits.size > 1).length,
    miscountedSpend: 0,
  };
}

/** A task whose panel is drawn and may commit. */
async function toVoting({ chain, miner, autos }: JurorRig, panelSize: number): Promise<bigint> {
  const { root } = chain;
  const slots = Array.from({ length: LANES }, () => 0);
  const taskId = await verifiedTask(chain, { miner, autos, terms: { panelSize }, slots });
  await drawPanel(root, { taskId });
  const { schedule } = await readTask(root, { taskId });
  const now = (await chainTime(root)).timestamp;
  await chain.warpTo(Math.max(now, schedule.verifyEnd + 1));
  return taskId;
}

async function begin(
  rig: JurorRig,
  {
    party,
    taskId,
    plans,
  }: { readonly party: Party; readonly taskId: bigint; readonly plans: readonly CrashPlan[] },
): Promise<JurorRun> {
  const data = join(rig.folder, `juror-${party.memberId}-${taskId}`);
  const commits = new Set<string>();
  const run = await beginRun(plans, (plan) =>
    startMortal({ ...rig, contract: 'VoteModule' }, { party, data, commits, plan }, (parts) =>
      createPeerValidator(
        { ...parts, judge: parts.crash.guard('court', { judge: unsteadyJudge }).judge },
        { pollMs: 150 },
      ),
    ),
  );
  return Object.assign(run, { party, commits });
}

/** As with a model: another vote every time. A second commit would differ from the first. */
function unsteadyJudge(): Promise<Rationale> {
  const judgements = Array.from({ length: LANES }, (_, lane) => ({
    ...{ slot: 0, item: `F${lane}`, reasons: [] },
    score: Math.floor(Math.random() * 256),
  }));
  return Promise.resolve({
    schema: 'poiw.rationale/v1',
    report: 'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq',
    judgements,
  });
}
