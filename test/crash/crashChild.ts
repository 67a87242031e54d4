/**
 * A miner as a process of its own that kills itself with SIGKILL at one of its interfaces, or lives
 * when it is given no point. Started by the tests only: `crashChild.ts <job as JSON>`.
 */
import type { Addresses } from '../../chain/addresses.ts';
import { createBaselineSolver } from '../../miner/solvers/baseline.ts';
import { createBlobStore } from '../../node/createBlobStore.ts';
import { startRigged, type RigKeys } from '../minerRig.ts';
import { armed, spendingSolver } from './crashMiners.ts';
import { createCrashSwitch, type CrashPlan } from './crashSwitch.ts';

export interface CrashJob {
  readonly rpcUrl: string;
  readonly addresses: Addresses;
  readonly blobs: string;
  readonly data: string;
  readonly keys: RigKeys;
  readonly plan?: CrashPlan;
  readonly solver: 'spending' | 'baseline';
}

const job = JSON.parse(process.argv[2] ?? '') as CrashJob;
const crash = createCrashSwitch(job.plan, () => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('SIGKILL came late');
});
await startRigged(
  { ...job, blobs: createBlobStore(job.blobs) },
  {
    party: job.keys,
    data: job.data,
    solver: job.solver === 'baseline' ? createBaselineSolver() : spendingSolver(),
    guardJournal: (journal) => crash.guard('journal', journal),
    wrap: (components) => armed(components, { crash, commits: new Set() }),
  },
);
