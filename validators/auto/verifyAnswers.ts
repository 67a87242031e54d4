import type { ContentId, Hex } from '../../core/contentId.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import type { CheckRuntime } from './check.ts';
import { checkAnswer } from './engine.ts';
import { buildReport, type BuiltReport } from './report.ts';
import type { CheckedAnswer, SubmittedAnswer } from './verification.ts';

export interface Verification {
  readonly task: TaskPackage;
  /** Content id of the plain hidden pack, null when the task has none. */
  readonly hidden: ContentId | null;
  /** The chain's beacon of this task. */
  readonly seed: Hex;
  readonly answers: readonly SubmittedAnswer[];
}

/** Checks every answer of a task and writes the report: what a validator does and a replay redoes. */
export async function verifyAnswers(
  { task, hidden, seed, answers }: Verification,
  runtime: CheckRuntime,
): Promise<BuiltReport> {
  const checked: CheckedAnswer[] = [];
  for (const answer of answers) checked.push(await checkAnswer(task, answer, seed, runtime));
  return buildReport(task, checked, { seed, hidden });
}
