import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../core/service.ts';
import { createMiner } from '../../miner/createMiner.ts';
import type { Solver } from '../../miner/solver.ts';
import { createBaselineSolver } from '../../miner/solvers/baseline.ts';
import { createNodePool } from '../createNodePool.ts';
import { openLedger } from './ledger/openLedger.ts';
import { parallelTasks } from '../parallelTasks.ts';
import { guardStart } from '../protection/guardStart.ts';
import {
  runDaemon,
  type ControlledService,
  type DaemonComponents,
  type DaemonOptions,
} from '../runDaemon.ts';
import { announceMiner, type MinerModel } from './announceMiner.ts';
import { readLastBackup } from './lastBackup.ts';
import { meterPool } from './meterPool.ts';
import { readSpeeds } from './speeds.ts';
import { ledgerScope } from '../../miner/ledgerScope.ts';
import { minerRoutes } from './minerRoutes.ts';
import { openPromises } from './openPromises.ts';
import type { MinerSettings } from './minerSettings.ts';

export interface RunMinerOptions extends DaemonOptions, MinerSettings {
  /** Another solver than the baseline. */
  readonly createSolver?: (components: DaemonComponents) => Solver;
  /** The model that solver works with. */
  readonly withModel?: MinerModel;
  /** Told of every log line, after it was written. */
  readonly onLog?: Log;
}

/** Runs the mining daemon until the signal aborts or its operator stops it. */
export async function runMiner(options: RunMinerOptions): Promise<void> {
  await runDaemon(options, (components) => createMinerService(options, components));
}

function createMinerService(
  options: RunMinerOptions,
  components: DaemonComponents,
): ControlledService {
  const { miner, parts, parallel, checksPerSecond } = wireMiner(options, components);
  const { recover = false, doppelgangerWait: twinWait = 0, signal, data } = options;
  const { fromBlock } = components.network;
  return {
    ...miner,
    async start() {
      await guardStart(parts, { role: 'miner', recover, twinWait, fromBlock, signal });
      await miner.start();
      if ((await readLastBackup(data)) === undefined) {
        parts.log('no-backup', { next: 'poiw miner backup --out FOLDER, while it does not run' });
      }
      const speeds = await readSpeeds(data);
      const model = options.withModel;
      void announceMiner(parts, {
        ...{ miner, settings: options, parallel, speeds, checksPerSecond, model },
      });
    },
    async stop() {
      for (const { task, until } of openPromises(miner)) {
        parts.log('promise-open', { task, startAgainBefore: new Date(until * 1000).toISOString() });
      }
      await miner.stop();
    },
    routes: minerRoutes(miner, { ...parts, weiPerUsd: options.weiPerUsd }),
  };
}

/** The miner and what it is made of: its solver, places to work, ledger and checks. */
function wireMiner(options: RunMinerOptions, components: DaemonComponents) {
  const log: Log = (event, facts) => {
    components.log(event, facts);
    options.onLog?.(event, facts);
  };
  const solver =
    options.createSolver?.(components) ?? createBaselineSolver({ templates: options.without });
  const parallel = parallelTasks({
    wanted: options.parallel,
    cores: availableParallelism(),
    freeBytes: freemem(),
    slots: solver.slots ?? Infinity,
  });
  const scope = ledgerScope(components.chain);
  const ledger = openLedger(join(options.data, 'ledger.db'), { scope });
  const monotonic = () => performance.now();
  const { pool, checksPerSecond } = meterPool(createNodePool({ threads: parallel }), monotonic);
  const parts = {
    ...{ ...components, ledger, solver, pool, log, monotonic },
    wallClock: () => Date.now(),
    fatal: components.stop,
  };
  const miner = createMiner(parts, {
    policy: options,
    parallel,
    pollMs: options.poll,
    fromBlock: components.network.fromBlock,
  });
  return { miner, parts, parallel, checksPerSecond };
}
