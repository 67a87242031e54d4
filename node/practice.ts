import { writeFile } from 'node:fs/promises';
import { canonicalBytes } from '../core/canonicalJson.ts';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { createBaselineSolver } from '../miner/solvers/baseline.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import { createNodePool } from './createNodePool.ts';
import { checkAnswerBytes, type FolderCheck } from './checkFolder.ts';

export interface PracticeOptions {
  /** Where to write the answer. */
  readonly out?: string;
  /** Baseline exploit templates to leave out. */
  readonly without: readonly string[];
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

export interface PracticeOutcome {
  readonly answer: unknown;
  readonly check: FolderCheck;
}

/** Seed of the practice worlds: unlike the check's own, so that nothing is tuned to it. */
const PRACTICE_SEED: Hex = `0x${'5a'.repeat(32)}`;

/** Solves a local task folder from its public part, then scores the answer with the hidden part. */
export async function practice(folder: string, options: PracticeOptions): Promise<PracticeOutcome> {
  const { package: task } = await loadTaskFolder(folder);
  const { spec, files, id } = task;
  options.progress(`solving "${spec.title}" (${spec.kind}) with the baseline solver`);
  const pool = createNodePool();
  let answer: unknown;
  try {
    answer = await createBaselineSolver({ templates: options.without }).solve({
      task: { spec, files, id },
      seed: PRACTICE_SEED,
      pool,
      signal: options.signal,
      progress: options.progress,
    });
  } finally {
    await pool.stop();
  }
  if (answer === null) {
    throw new PoiwError('E_ANSWER_REJECTED', 'the solver found nothing worth submitting', {
      hint: 'the baseline is a floor: a task may need a model or a person',
    });
  }
  const bytes = canonicalBytes(answer);
  if (options.out !== undefined) await writeFile(options.out, bytes);
  return { answer, check: await checkAnswerBytes(folder, bytes, options) };
}
