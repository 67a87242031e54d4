import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { kindNumber } from '../../core/taskKind.ts';
import { keysOf, startMinerRig } from '../../test/minerRig.ts';
import { atMost } from '../target.ts';
import type { IdleJob } from './idleChild.ts';
import { round, type Measure, type MeasureOptions } from './measure.ts';
import type { OverheadLook } from './overheadChild.ts';

const SCRIPT = fileURLToPath(new URL('./overheadChild.ts', import.meta.url));

/**
 * What the daemon adds to a task: processor time of its thread from the publication to the reveal,
 * less the solver's, as a share of it and the time the solver works. It runs in a process of its
 * own, so that publishing and watching are not counted. Waiting for blocks and phases is the chain's.
 */
export async function measureOverhead({ say }: MeasureOptions): Promise<Measure> {
  say('overhead: one audit from publication to reveal');
  const rig = await startMinerRig();
  const party = await rig.chain.join('miner');
  const job: IdleJob = {
    ...{ rpcUrl: rig.chain.url, addresses: rig.chain.addresses, keys: keysOf(party) },
    ...{ blobs: join(rig.folder, 'blobs'), data: join(rig.folder, 'data') },
  };
  const child = fork(SCRIPT, [JSON.stringify(job)], { execArgv: ['--expose-gc'] });
  await once(child, 'message');
  const look = async () => {
    const answer = once(child, 'message');
    child.send('look');
    return ((await answer) as [OverheadLook])[0];
  };
  const kind = kindNumber('audit');
  await look();
  const taskId = await rig.publishSample('tasks/samples/audit-harbor', { kind });
  const mine = async () =>
    (await readAnswers(rig.chain.root, { taskId })).find((one) => one.worker === party.worker);
  while ((await mine()) === undefined) await sleep(250);
  await rig.chain.warpTo((await readTask(rig.chain.root, { taskId })).schedule.commitEnd + 1);
  while ((await mine())?.revealed !== true) await sleep(250);
  const { own, busy, solving } = await look();
  child.kill('SIGKILL');
  await rig.stop();
  const percent = round((100 * own) / (own + solving));
  return {
    targets: [
      atMost({
        ...{ name: 'overhead outside model and checks', value: percent, target: 2 },
        ...{ unit: '% of a task', baseline: null },
      }),
    ],
    rows: { overhead: { ownMs: round(own), busyMs: round(busy), solvingMs: round(solving) } },
  };
}
