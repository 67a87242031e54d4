/** A miner with the baseline solver in a process of its own, asked over IPC how busy it was. */
import { createBlobStore } from '../../node/createBlobStore.ts';
import { createBaselineSolver } from '../../miner/solvers/baseline.ts';
import { startRigged } from '../../test/minerRig.ts';
import type { IdleJob } from './idleChild.ts';

/** Milliseconds since the one before. */
export interface OverheadLook {
  /** Processor time of the thread everything but checks runs on, outside of the solver. */
  readonly own: number;
  /** The event loop was busy outside of the solver: with waiting for disk and processor. */
  readonly busy: number;
  /** The solver worked. */
  readonly solving: number;
}

const cpu = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
const active = () => performance.eventLoopUtilization().active;

const job = JSON.parse(process.argv[2] ?? '') as IdleJob;
const baseline = createBaselineSolver();
let solving = 0;
let inSolver = { own: 0, busy: 0 };
await startRigged(
  { ...job, blobs: createBlobStore(job.blobs) },
  {
    ...{ party: job.keys, data: job.data, pollMs: 1000 },
    solver: {
      ...baseline,
      async solve(context) {
        const start = performance.now();
        const before = { own: cpu(), busy: active() };
        const answer = await baseline.solve(context);
        // What it leaves is its own: collected later it would count as the daemon's.
        globalThis.gc?.();
        inSolver = {
          own: inSolver.own + cpu() - before.own,
          busy: inSolver.busy + active() - before.busy,
        };
        solving += performance.now() - start;
        return answer;
      },
    },
  },
);
let last = { own: cpu(), busy: active() };
process.on('message', () => {
  const look: OverheadLook = {
    own: cpu() - last.own - inSolver.own,
    busy: active() - last.busy - inSolver.busy,
    solving,
  };
  [last, solving, inSolver] = [{ own: cpu(), busy: active() }, 0, { own: 0, busy: 0 }];
  process.send?.(look);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
