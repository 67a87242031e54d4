import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { kindNumber } from '../../core/taskKind.ts';
import { createBaselineSolver } from '../../miner/solvers/baseline.ts';
import { startMinerRig } from '../../test/minerRig.ts';
import { atMost } from '../target.ts';
import { round, type Measure, type MeasureOptions } from './measure.ts';

/**
 * What the daemon adds to a task: time its event loop is busy from the publication to the reveal,
 * less the time a solver works, as a share of both. Waiting for blocks and phases is the chain's.
 */
export async function measureOverhead({ say }: MeasureOptions): Promise<Measure> {
  say('overhead: one audit from publication to reveal');
  const rig = await startMinerRig();
  const party = await rig.chain.join('miner');
  const baseline = createBaselineSolver();
  let solving = 0;
  let busyInSolver = 0;
  const miner = await rig.start({
    party,
    data: join(rig.folder, 'data'),
    pollMs: 1000,
    solver: {
      ...baseline,
      async solve(context) {
        const start = performance.now();
        const busy = performance.eventLoopUtilization();
        const answer = await baseline.solve(context);
        busyInSolver = performance.eventLoopUtilization(busy).active;
        solving = performance.now() - start;
        return answer;
      },
    },
  });
  const before = performance.eventLoopUtilization();
  const kind = kindNumber('audit');
  const taskId = await rig.publishSample('tasks/samples/audit-harbor', { kind });
  const mine = async () =>
    (await readAnswers(rig.chain.root, { taskId })).find((one) => one.worker === party.worker);
  while ((await mine()) === undefined) await sleep(1000);
  await rig.chain.warpTo((await readTask(rig.chain.root, { taskId })).schedule.commitEnd + 1);
  while ((await mine())?.revealed !== true) await sleep(250);
  const busy = performance.eventLoopUtilization(before).active;
  await miner.stop();
  await rig.stop();
  const own = busy - busyInSolver;
  const percent = round((100 * own) / (own + solving));
  return {
    targets: [
      atMost({
        ...{ name: 'overhead outside model and checks', value: percent, target: 2 },
        ...{ unit: '% of a task', baseline: null },
      }),
    ],
    rows: { overhead: { ownMs: round(own), solvingMs: round(solving) } },
  };
}
