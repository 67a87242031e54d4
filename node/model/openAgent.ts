import type { PoiwError } from '../../core/errors.ts';
import type { Solver } from '../../miner/solver.ts';
import {
  createAgentSolver,
  type AgentReport,
} from '../../miner/solvers/agent/createAgentSolver.ts';
import { dollarsOf } from '../../models/spend/price.ts';
import type { ModelSettings } from './modelSettings.ts';
import { outputLimit } from './outputLimit.ts';
import { openModel, type OpenModel, type OpenModelOptions } from './openModel.ts';

export interface OpenAgentOptions extends OpenModelOptions {
  /** Runs first. */
  readonly floor: Solver;
  readonly onReport?: (report: AgentReport) => void;
}

export interface Agent extends OpenModel {
  readonly solver: Solver;
  /** What the latest task took; null before one ended. */
  run(): ModelRun | null;
}

/** What a model did and took, for people and programs. */
export interface ModelRun {
  readonly model: string;
  readonly end: AgentReport['end'];
  readonly error: PoiwError | null;
  readonly steps: number;
  readonly toolCalls: number;
  /** Items beyond the baseline's. */
  readonly added: number;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  readonly latencyMs: number;
  /** Dollars as decimal text; null when nobody gave a price. */
  readonly costUsd: string | null;
}

const STEPS = 60;
const IDLE_STEPS = 12;
const MINUTES = 10;
const TOKENS = 2_000_000;
const MAX_OUTPUT = 8192;

/** A model at work on tasks, over the baseline. */
export async function openAgent(
  settings: ModelSettings,
  options: OpenAgentOptions,
): Promise<Agent> {
  const model = await openModel(settings, options);
  const { backend, ledger, priced } = model;
  let latest: ModelRun | null = null;
  const solver = createAgentSolver({
    backend,
    floor: options.floor,
    budget: {
      steps: settings.maxSteps ?? STEPS,
      tokens: settings.maxTokens ?? TOKENS,
      ms: (settings.maxMinutes ?? MINUTES) * 60_000,
      idleSteps: IDLE_STEPS,
    },
    maxOutputTokens: outputLimit(backend, MAX_OUTPUT),
    now: () => Date.now(),
    onReport: (report) => {
      const { account, model: name, end, error, steps, toolCalls, added } = report;
      const { cost, ...total } = ledger.task(account);
      const costUsd = priced ? dollarsOf(cost) : null;
      latest = { model: name, end, error, steps, toolCalls, added, ...total, costUsd };
      options.onReport?.(report);
    },
  });
  return { ...model, solver, run: () => latest };
}
