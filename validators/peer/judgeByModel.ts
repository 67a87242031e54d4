import { asPoiwError } from '../../core/errors.ts';
import { askTwice } from '../../core/judging/askTwice.ts';
import type { JudgeModel } from '../../core/judging/judgeModel.ts';
import type { RubricJudgement } from '../../core/judging/rubric.ts';
import { toJudgeCase } from '../../core/judging/toJudgeCase.ts';
import type { Finding } from '../../tasks/kinds/audit.ts';
import { VERDICT_SCORES, type Judgement } from '../../core/judging/judgeFinding.ts';

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
  const asked = await askTwice(model, of, at).catch((thrown: unknown) => unavailable(thrown));
  const { verdict, reasons, quarantined } = asked;
  const marks = quarantined ? ['for experts: it speaks to its judge'] : [];
  return {
    score: VERDICT_SCORES[verdict],
    reasons: [`${model.family}: ${verdict}`, ...reasons, ...marks],
  };
}

/** A model that fails costs an abstention, never the vote: not revealing costs more than any error. */
function unavailable(thrown: unknown): RubricJudgement {
  const { code, message } = asPoiwError(thrown);
  if (code === 'E_ABORTED' || code === 'E_BUG') throw thrown;
  return { verdict: 'abstain', reasons: [message.slice(0, 200)], quarantined: false };
}
