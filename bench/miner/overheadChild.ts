/** A miner with the baseline solver in a process of its own, asked over IPC how busy it was. */
import { createBlobStore } from '../../node/createBlobStore.ts';
import { createBaselineSolver } from '../../miner/solvers/baseline.ts';
import { startRigged } from '../../test/minerRig.ts';
import type { IdleJob } from './idleChild.ts';

/** Milliseconds since the one before. */
export interface OverheadLook {
  /** The event loop was busy. */
  readonly busy: number;
  /** It was busy while the solver worked. */
  readonly busyInSolver: number;
  /** The solver worked. */
  readonly solving: number;
}

const job = JSON.parse(process.argv[2] ?? '') as IdleJob;
const baseline = createBaselineSolver();
let solving = 0;
let busyInSolver = 0;
await startRigged(
  { ...job, blobs: createBlobStore(job.blobs) },
  {
    ...{ party: job.keys, data: job.data, pollMs: 1000 },
    solver: {
      ...baseline,
      async solve(context) {
        const start = performance.now();
        const before = performance.eventLoopUtilization();
        const answer = await baseline.solve(context);
        // What it leaves is its own: collected later it would count as the daemon's.
        globalThis.gc?.();
        busyInSolver += performance.eventLoopUtilization(before).active;
        solving += performance.now() - start;
        return answer;
      },
    },
  },
);
let last = performance.eventLoopUtilization();
process.on('message', () => {
  const look: OverheadLook = {
    ...{ busyInSolver, solving },
    busy: performance.eventLoopUtilization(last).active,
  };
  [last, solving, busyInSolver] = [performance.eventLoopUtilization(), 0, 0];
  process.send?.(look);
});
process.send?.('ready');
