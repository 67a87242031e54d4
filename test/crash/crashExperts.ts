import { join } from 'node:path';
import { id as keccakOfText } from 'ethers';
import { drawPanel } from '../../chain/actions/drawPanel.ts';
import { openDispute } from '../../chain/actions/openDispute.ts';
import { readCase } from '../../chain/actions/readCase.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { settleTask } from '../../chain/actions/settleTask.ts';
import { readLogs } from '../../chain/readLogs.ts';
import type { LocalChain, Party } from '../../chain/test/localChain.ts';
import { verifiedTask } from '../../chain/test/verifiedTask.ts';
import type { Hex } from '../../core/contentId.ts';
import { packLanes } from '../../core/lanes.ts';
import type { Service } from '../../core/service.ts';
import { createExpertValidator } from '../../validators/expert/createExpertValidator.ts';
import type { ContestedItem, ExpertMind } from '../../validators/expert/expertMind.ts';
import type { ExpertVerdict } from '../../validators/expert/records.ts';
import { beginRun, buryRun, driveRuns, type CrashRun, type CrashTally } from './crashRuns.ts';
import type { CrashPlan } from './crashSwitch.ts';
import { startMortal, type MortalParts } from './startMortal.ts';

export interface ExpertRig {
  readonly chain: LocalChain;
  readonly folder: string;
  readonly miner: Party;
  readonly autos: readonly Party[];
}

const LANES = 3;

export interface ExpertBatch {
  /** Exactly as many as a Standard panel seats: all of them sit in every case. */
  readonly parties: readonly Party[];
  /** Deaths of each party, in order. */
  readonly plans: readonly (readonly CrashPlan[])[];
  readonly random: (below: number) => number;
  readonly cases: number;
}

/**
 * Opens disputes and lets the experts who hear them die between draw and reveal; each is started again
 * with the same key and disk. Then counts what was lost.
 */
export async function crashExperts(rig: ExpertRig, batch: ExpertBatch): Promise<CrashTally> {
  const { root } = rig.chain;
  const { parties, plans, random } = batch;
  const tasks = await settledTasks(rig, batch.cases);
  const disputant = await rig.chain.outsider();
  const cases: bigint[] = [];
  for (const taskId of tasks) {
    const evidence = keccakOfText('evidence') as Hex;
    cases.push((await openDispute(disputant, { taskId, accused: 0, fault: 0, evidence })).caseId);
  }
  const commits = parties.map(() => new Set<string>());
  const runs: CrashRun[] = await Promise.all(
    parties.map((party, at) =>
      beginRun(plans[at] ?? [], (plan) => {
        const data = join(rig.folder, `expert-${party.memberId}-${tasks[0]}`);
        const start = { party, data, plan, commits: commits[at] ?? new Set() };
        return startMortal({ ...rig, contract: 'DisputeCourt' }, start, createMortal);
      }),
    ),
  );
  const committed = async () => {
    const logs = await readLogs(root, {
      ...{ contract: 'DisputeCourt', event: 'ExpertCommitted', indexed: [], fromBlock: 0 },
    });
    return logs.filter(({ args }) => cases.includes(BigInt(args['caseId'] as string)));
  };
  const seats = cases.length * parties.length;
  await driveRuns(runs, random, async () => (await committed()).length >= seats);
  const ends = await Promise.all(cases.map((caseId) => readCase(root, { caseId })));
  await rig.chain.warpTo(Math.max(...ends.map(({ commitEnd }) => commitEnd)) + 1);
  const opened = async () => {
    const logs = await readLogs(root, {
      ...{ contract: 'DisputeCourt', event: 'ExpertRevealed', indexed: [], fromBlock: 0 },
    });
    return logs.filter(({ args }) => cases.includes(BigInt(args['caseId'] as string))).length;
  };
  await driveRuns(runs, random, async () => (await opened()) === seats);
  await Promise.all(runs.map(buryRun));
  return {
    runs: seats,
    crashes: runs.reduce((sum, { crashes }) => sum + crashes, 0),
    lostReveals: seats - (await opened()),
    doubleCommits: commits.filter((sent) => sent.size > cases.length).length,
    miscountedSpend: 0,
  };
}

/** Tasks that were settled without a jury and can be disputed. */
async function settledTasks({ chain, miner, autos }: ExpertRig, count: number): Promise<bigint[]> {
  const { root } = chain;
  const slots = Array.from({ length: LANES }, () => 0);
  const tasks: bigint[] = [];
  while (tasks.length < count) {
    const taskId = await verifiedTask(chain, { miner, autos, slots });
    await drawPanel(root, { taskId });
    tasks.push(taskId);
  }
  const { schedule } = await readTask(root, { taskId: tasks.at(-1) ?? 0n });
  // Nobody voted and nobody rolled: what checks proved stands, and can be disputed.
  await chain.warpTo(schedule.settleEnd + 1);
  for (const taskId of tasks) await settleTask(root, { taskId, medians: packLanes([]) });
  return tasks;
}

function createMortal(parts: MortalParts): Service {
  return createExpertValidator(
    {
      ...parts,
      gather: async ({ task }) => ({
        task: await readTask(parts.chain, { taskId: task }),
        items,
        replay: () => Promise.resolve(null),
      }),
      mindOf: () => unsteadyMind,
    },
    { pollMs: 150, fromBlock: 0 },
  );
}

const line = 'uint256 public total;';
const items: readonly ContestedItem[] = Array.from({ length: LANES }, (_, lane) => ({
  ...{ lane, slot: 0, item: `F${lane}`, standing: 0, contested: true, artefacts: [] },
  case: {
    ...{ id: `lane-${lane}`, class: 'logic', locations: [], claim: 'It counts wrongly.' },
    ...{ steering: false, sources: { 'A.sol': line } },
  },
}));

/** As with a model: another opinion every time. A second commit would differ from the first. */
const unsteadyMind: ExpertMind = {
  family: 'unsteady',
  first: () => Promise.resolve({ verdict: anyVerdict(), reasons: [] }),
  argue: () =>
    Promise.resolve({
      points: [
        {
          text: `Look here, ${Math.random()}.`,
          citation: { file: 'A.sol', line: 1, quote: line },
          artefact: null,
        },
      ],
    }),
  second: () => Promise.resolve({ verdict: anyVerdict(), reasons: [], failedProbe: false }),
};

function anyVerdict(): ExpertVerdict {
  return (['valid', 'invalid', 'abstain'] as const)[Math.floor(Math.random() * 3)] ?? 'abstain';
}
