import type { JudgeCase } from './judgeCase.ts';
import type { JudgeModel } from './judgeModel.ts';
import { isNullClaim } from './cleanClaim.ts';
import { judgeByRubric, rubricPasses, type RubricJudgement } from './rubric.ts';

/**
 * Has a model judge one case in two passes. A claim that says nothing never reaches the model: such
 * claims are what models accept most.
 *
 * @param context seeds order and wording: task, juror and case
 */
export async function askTwice(
  model: JudgeModel,
  of: JudgeCase,
  { context, signal }: { readonly context: string; readonly signal: AbortSignal },
): Promise<RubricJudgement> {
  if (isNullClaim(of.claim)) return judgeByRubric(of, []);
  const passes = rubricPasses(context);
  const replies = [];
  for (const [i, pass] of passes.entries()) {
    // Sides of a debate change places too.
    const debate = i === 0 ? of.debate : of.debate?.toReversed();
    const shown = debate === undefined ? of : { ...of, debate };
    replies.push({ pass, reply: await model.ask({ case: shown, pass, signal }) });
  }
  return judgeByRubric(of, replies);
}
