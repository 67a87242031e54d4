import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { keysOf, startMinerRig, type MinerRig } from '../../test/minerRig.ts';
import type { IdleJob, IdleLook } from './idleChild.ts';
import { atMost } from '../target.ts';
import { round, type Measure, type MeasureOptions } from './measure.ts';

const SCRIPT = fileURLToPath(new URL('./idleChild.ts', import.meta.url));

/**
 * A miner that takes nothing, in a process of its own that polls every second: its processor time
 * while it watches, and how its memory grows from a tenth of the tasks to all of them.
 */
export async function measureIdle({ quick, say }: MeasureOptions): Promise<Measure> {
  const tasks = quick ? 200 : 1000;
  const rig = await startMinerRig();
  const child = await startMiner(rig);
  const untilSeen = async (count: number) => {
    while ((await ask(child, false)).open < count) await sleep(1000);
    return ask(child, true);
  };
  say(`idle: ${tasks} tasks are published and left`);
  await publishMany(rig, tasks / 10);
  const before = await untilSeen(tasks / 10);
  await publishMany(rig, tasks - tasks / 10);
  await untilSeen(tasks);
  const seconds = quick ? 15 : 60;
  say(`idle: watching them for ${seconds} s`);
  const start = await ask(child, true);
  await sleep(seconds * 1000);
  const end = await ask(child, false);
  const after = await ask(child, true);
  child.kill('SIGKILL');
  await rig.stop();
  const percent = round((end.cpu - start.cpu) / 10 / (end.wall - start.wall));
  const growth = round((100 * (after.rss - before.rss)) / before.rss);
  return {
    targets: [
      atMost({
        ...{ name: 'idle cpu', value: percent, target: 1, unit: '% of a core', baseline: null },
      }),
      atMost({
        ...{ name: `rss growth over ${tasks} polled tasks`, value: growth, target: 5 },
        ...{ unit: '%', baseline: null },
      }),
    ],
    rows: { idle: { tasks, rssBefore: before.rss, rssAfter: after.rss, seconds } },
  };
}

async function startMiner(rig: MinerRig): Promise<ChildProcess> {
  const party = await rig.chain.join('miner');
  const job: IdleJob = {
    rpcUrl: rig.chain.url,
    addresses: rig.chain.addresses,
    blobs: join(rig.folder, 'blobs'),
    data: join(rig.folder, 'idle'),
    keys: keysOf(party),
  };
  const child = fork(SCRIPT, [JSON.stringify(job)], { execArgv: ['--expose-gc'] });
  await once(child, 'message');
  return child;
}

async function ask(child: ChildProcess, settle: boolean): Promise<IdleLook> {
  const answer = once(child, 'message');
  child.send(settle);
  const [look] = (await answer) as [IdleLook];
  return look;
}

/** Several publishers side by side, each one task after the other. */
async function publishMany(rig: MinerRig, count: number): Promise<void> {
  const publishers = await Promise.all(Array.from({ length: 10 }, () => rig.chain.outsider()));
  let left = count;
  await Promise.all(
    publishers.map(async (by) => {
      while ((left -= 1) >= 0) await rig.publish({}, 'the same task', by);
    }),
  );
}
