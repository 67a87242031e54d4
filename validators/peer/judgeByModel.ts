import { askTwice } from '../../core/judging/askTwice.ts';
import type { JudgeModel } from '../../core/judging/judgeModel.ts';
import { toJudgeCase } from '../../core/judging/toJudgeCase.ts';
import type { Finding } from '../../tasks/kinds/audit.ts';
import { VERDICT_SCORES, type Judgement } from './judgeFinding.ts';

/**
 * A juror's judgement of one finding with the help of a model: the finding in the common template,
 * two passes, every quote looked up, the verdict computed here and never by the model. What speaks to
 * its judge is marked for the experts.
 */
export async function judgeByModel(
  model: JudgeModel,
  finding: Finding,
  at: {
    readonly sources: Readonly<Record<string, string>>;
    /** Task, juror and lane. */
    readonly context: string;
    readonly signal: AbortSignal;
  },
): Promise<Judgement> {
  const of = toJudgeCase('finding', finding, at.sources);
  const { verdict, reasons, quarantined } = await askTwice(model, of, at);
  const marks = quarantined ? ['for experts: it speaks to its judge'] : [];
  return {
    score: VERDICT_SCORES[verdict],
    reasons: [`${model.family}: ${verdict}`, ...reasons, ...marks],
  };
}
