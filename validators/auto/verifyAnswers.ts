import type { ContentId, Hex } from '../../core/contentId.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import type { CheckRuntime } from './check.ts';
import { checkAnswer } from './engine.ts';
import { relateAnswers } from './exploit/relateAnswers.ts';
import { relateSavings } from './relateSavings.ts';
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
  const checked = await checkTwoAtATime(answers, (answer) =>
    checkAnswer(task, answer, seed, runtime),
  );
  const related =
    task.spec.kind === 'audit'
      ? await relateAnswers({ task, seed, answers }, checked, runtime)
      : relateSavings(checked);
  return buildReport(task, related, { seed, hidden });
}

/** An answer is checked step by step; two at a time keep two threads busy. */
async function checkTwoAtATime(
  answers: readonly SubmittedAnswer[],
  check: (answer: SubmittedAnswer) => Promise<CheckedAnswer>,
): Promise<CheckedAnswer[]> {
  const checked: CheckedAnswer[] = [];
  const rest = answers.entries();
  const work = async () => {
    for (const [at, answer] of rest) checked[at] = await check(answer);
  };
  await Promise.all([work(), work()]);
  return checked;
}
