import { join } from 'node:path';
import type { Log } from '../core/service.ts';
import type { TaskKind } from '../core/taskKind.ts';
import { createMiner } from '../miner/createMiner.ts';
import type { Solver } from '../miner/solver.ts';
import { createBaselineSolver } from '../miner/solvers/baseline.ts';
import { createNodePool } from './createNodePool.ts';
import { openJournal } from './openJournal.ts';
import { runDaemon, type DaemonComponents, type DaemonOptions } from './runDaemon.ts';

export interface RunMinerOptions extends DaemonOptions {
  readonly kinds: readonly TaskKind[];
  readonly priceFloor: bigint;
  /** Baseline exploit templates to leave out. */
  readonly without: readonly string[];
  /** Another solver than the baseline. */
  readonly createSolver?: (components: DaemonComponents) => Solver;
  /** Told of every log line, after it was written. */
  readonly onLog?: Log;
}

/** Runs the mining daemon until the signal aborts. */
export async function runMiner(options: RunMinerOptions): Promise<void> {
  await runDaemon(options, (components) => {
    const log: Log = (event, facts) => {
      components.log(event, facts);
      options.onLog?.(event, facts);
    };
    const solver =
      options.createSolver?.(components) ?? createBaselineSolver({ templates: options.without });
    return createMiner(
      {
        ...components,
        journal: openJournal(join(options.data, 'journal.db')),
        solver,
        pool: createNodePool(),
        log,
      },
      { kinds: options.kinds, priceFloor: options.priceFloor, pollMs: options.poll },
    );
  });
}
