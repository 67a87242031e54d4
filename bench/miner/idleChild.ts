/** A miner that takes nothing, in a process of its own, asked over IPC what it uses. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Addresses } from '../../chain/addresses.ts';
import { createBlobStore } from '../../node/createBlobStore.ts';
import { quickSolver, startRigged, type RigKeys } from '../../test/minerRig.ts';

/** What an idle miner uses at one moment. */
export interface IdleLook {
  readonly open: number;
  /** Bytes, once garbage is gone. */
  readonly rss: number;
  /** Microseconds since the start. */
  readonly cpu: number;
  /** Milliseconds since the start. */
  readonly wall: number;
}

export interface IdleJob {
  readonly rpcUrl: string;
  readonly addresses: Addresses;
  readonly blobs: string;
  readonly data: string;
  readonly keys: RigKeys;
}

const job = JSON.parse(process.argv[2] ?? '') as IdleJob;
const { miner } = await startRigged(
  { ...job, blobs: createBlobStore(job.blobs) },
  {
    ...{ party: job.keys, data: job.data, solver: quickSolver(), pollMs: 1000 },
    policy: { priceFloor: 10n ** 30n },
  },
);
process.on('message', (settle: boolean) => {
  void look(settle).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function look(settle: boolean): Promise<IdleLook> {
  let rss = process.memoryUsage().rss;
  // The engine gives pages back some time after it emptied them.
  for (let tries = 0; settle && tries < 15; tries += 1) {
    globalThis.gc?.();
    await sleep(400);
    rss = Math.min(rss, process.memoryUsage().rss);
  }
  const { user, system } = process.cpuUsage();
  return { open: miner.status().pool.open, rss, cpu: user + system, wall: performance.now() };
}
