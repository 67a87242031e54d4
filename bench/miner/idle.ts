import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TOS } from '../../chain/test/localChain.ts';
import { quickSolver, startMinerRig, type MinerRig } from '../../test/minerRig.ts';
import { atMost, round, type Measure, type MeasureOptions } from './measure.ts';

/**
 * A miner that takes nothing: processor time while it watches, and how its memory grows over a
 * thousand tasks. The rig's own chain client and publisher run in the same process and are counted.
 */
export async function measureIdle({ quick, say }: MeasureOptions): Promise<Measure> {
  const tasks = quick ? 200 : 1000;
  const rig = await startMinerRig();
  const party = await rig.chain.join('miner');
  const miner = await rig.start({
    ...{ party, data: join(rig.folder, 'data'), solver: quickSolver(), pollMs: 1000 },
    policy: { priceFloor: 1_000_000n * TOS },
  });
  const seen = () => miner.miner.status().pool.open;
  say(`idle: ${tasks} tasks are published and left`);
  await publishMany(rig, tasks / 10);
  while (seen() < tasks / 10) await sleep(250);
  const rssBefore = await settledRss();
  await publishMany(rig, tasks - tasks / 10);
  while (seen() < tasks) await sleep(250);
  const rssAfter = await settledRss();
  const seconds = quick ? 10 : 30;
  say(`idle: watching them for ${seconds} s`);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await sleep(seconds * 1000);
  const { user, system } = process.cpuUsage(cpu);
  const percent = round((user + system) / 10 / (performance.now() - start));
  await miner.stop();
  await rig.stop();
  const growth = round((100 * (rssAfter - rssBefore)) / rssBefore);
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
    rows: { idle: { tasks, rssBefore, rssAfter, seconds } },
  };
}

/** A publisher has 10,000 TOS: tasks of one TOS, so that a thousand are affordable. */
async function publishMany(rig: MinerRig, count: number): Promise<void> {
  for (let done = 0; done < count; done += 20) {
    const batch = Math.min(20, count - done);
    await Promise.all(
      Array.from({ length: batch }, () => rig.publish({ reward: TOS }, 'the same task')),
    );
  }
}

/** Memory once garbage is gone; `node --expose-gc`, else the lowest of some looks. */
async function settledRss(): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < 5; look += 1) {
    globalThis.gc?.();
    await sleep(400);
    least = Math.min(least, process.memoryUsage().rss);
  }
  return least;
}
