import type { JudgeCase } from './judgeCase.ts';
import type { RubricPass } from './rubric.ts';

/** A question set about one case, as a judge's model gets it. */
export interface JudgeRequest {
  readonly case: JudgeCase;
  readonly pass: RubricPass;
  readonly signal: AbortSignal;
}

/** Whatever answers a rubric: a language model, a person's tool, a script in a test. */
export interface JudgeModel {
  /** Model family, said with every vote it had a part in. */
  readonly family: string;
  /** One reply; untrusted, checked against the schema by the caller. */
  ask(request: JudgeRequest): Promise<unknown>;
}
