import { join } from 'node:path';
import type { PoiwError } from '../../core/errors.ts';
import type { Log } from '../../core/service.ts';
import type { Solver } from '../../miner/solver.ts';
import { createBaselineSolver } from '../../miner/solvers/baseline.ts';
import type { MinerModel } from '../miner/announceMiner.ts';
import type { ModelSettings } from './modelSettings.ts';
import { greetModel } from './greetModel.ts';
import { openAgent } from './openAgent.ts';

export interface MinerSolverOptions {
  readonly without: readonly string[];
  readonly data: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export interface MinerSolver {
  readonly model: MinerModel;
  create(log: Log): Solver;
  close(): Promise<void>;
}

/**
 * The solver of a daemon with a model. What will not mend itself (a wrong key, no such model, too
 * little memory) ends the start with its error; a backend that is away for now does not: the daemon
 * stays up, works with the baseline and says so, and asks the model again with the next task.
 */
export async function openMinerSolver(
  settings: ModelSettings,
  options: MinerSolverOptions,
): Promise<MinerSolver> {
  const spendFile = join(options.data, 'ledger.db');
  let log: Log = () => undefined;
  const agent = await openAgent(settings, {
    ...options,
    fetch,
    spendFile,
    floor: createBaselineSolver({ templates: options.without }),
    onReport: ({ error, ...report }) => {
      log('model-run', { ...report, ...(error === null ? {} : { code: error.code }) });
      if (error !== null) tellUnavailable(log, error);
    },
  });
  const greeting = await greetModel(agent, options);
  return {
    model: {
      id: agent.backend.id,
      tokensPerSecond() {
        const { outputTokens, latencyMs } = agent.run() ?? { outputTokens: 0, latencyMs: 0 };
        return outputTokens > 0 && latencyMs > 0 ? (1000 * outputTokens) / latencyMs : undefined;
      },
    },
    create(given) {
      log = given;
      if (greeting.away !== undefined) tellUnavailable(log, greeting.away);
      else log('model', { model: agent.backend.id, detail: greeting.detail });
      return agent.solver;
    },
    close: () => agent.close(),
  };
}

function tellUnavailable(log: Log, { code, message, hint }: PoiwError): void {
  log('model-unavailable', { code, message, hint, instead: 'baseline' });
}
