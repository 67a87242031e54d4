import { writeFile } from 'node:fs/promises';
import { canonicalBytes } from '../core/canonicalJson.ts';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import type { Solver } from '../miner/solver.ts';
import { createBaselineSolver } from '../miner/solvers/baseline.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import { createNodePool } from './createNodePool.ts';
import { checkAnswerBytes, type FolderCheck } from './checkFolder.ts';
import type { ModelSettings } from './model/modelSettings.ts';
import { openAgent, type Agent, type ModelRun } from './model/openAgent.ts';

export interface PracticeOptions {
  /** Where to write the answer. */
  readonly out?: string;
  /** Baseline exploit templates to leave out. */
  readonly without: readonly string[];
  /** Works with this model, over the baseline. */
  readonly model?: ModelSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

export interface PracticeOutcome {
  readonly answer: unknown;
  readonly check: FolderCheck;
  /** What the model did and took; null without one. */
  readonly run: ModelRun | null;
}

/** Seed of the practice worlds: unlike the check's own, so that nothing is tuned to it. */
const PRACTICE_SEED: Hex = `0x${'5a'.repeat(32)}`;

/** Solves a local task folder from its public part, then scores the answer with the hidden part. */
export async function practice(folder: string, options: PracticeOptions): Promise<PracticeOutcome> {
  const { signal, progress, out } = options;
  // Asked before the work: an answer that cannot be written down would be lost.
  if (out !== undefined) await writeFile(out, '', { flag: 'a' });
  const floor = createBaselineSolver({ templates: options.without });
  const agent =
    options.model === undefined
      ? undefined
      : await openAgent(options.model, { ...options, fetch, floor });
  try {
    if (agent !== undefined) progress(`model: ${(await agent.backend.health(signal)).detail}`);
    const answer = await solve(folder, agent?.solver ?? floor, options);
    const run = agent?.run() ?? null;
    if (answer === null) throw nothing(agent, run);
    const bytes = canonicalBytes(answer);
    if (out !== undefined) await writeFile(out, bytes);
    return { answer, check: await checkAnswerBytes(folder, bytes, options), run };
  } finally {
    await agent?.close();
  }
}

async function solve(folder: string, solver: Solver, options: PracticeOptions): Promise<unknown> {
  const { package: task } = await loadTaskFolder(folder);
  const { spec, files, id } = task;
  options.progress(`solving "${spec.title}" (${spec.kind}) with ${solver.name}`);
  const pool = createNodePool();
  try {
    return await solver.solve({
      task: { spec, files, id },
      seed: PRACTICE_SEED,
      pool,
      signal: options.signal,
      progress: options.progress,
    });
  } finally {
    await pool.stop();
  }
}

/** A model that failed is the reason rather than the empty answer. */
function nothing(agent: Agent | undefined, run: ModelRun | null): PoiwError {
  if (run !== null && run.error !== null) return run.error;
  return new PoiwError('E_ANSWER_REJECTED', 'the solver found nothing worth submitting', {
    hint:
      agent === undefined
        ? 'the baseline is a floor: a task may need a model (--solver agent --model …) or a person'
        : 'a more capable model, or more steps (--max-steps), may find something',
  });
}
