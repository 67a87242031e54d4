import { PoiwError } from '../../../core/errors.ts';
import {
  mathsHiddenSchema,
  mathsSettings,
  type MathsAnswer,
  type MathsClaim,
  type MathsQuestion,
} from '../../../tasks/kinds/maths.ts';
import type { TaskPackage } from '../../../tasks/taskSpec.ts';
import type { Check, CheckRequest } from '../check.ts';
import { installedTool } from '../installedTool.ts';
import { judgeFormula, judgeNumber, type Judgement } from '../maths/judgeValue.ts';
import { modelText, readFormula } from '../maths/formulaText.ts';
import { formulaRlimit, LOGIC_LIMITS } from '../maths/logicLimits.ts';
import { solveLogic, type LogicAnswer } from '../maths/solveLogic.ts';
import { parseTaskPart, readJsonFile, readText } from '../readSources.ts';
import { checkedItem, type ItemDecision } from '../receipt.ts';
import type { CheckedItem } from '../verification.ts';

/** Claims of mathematics: exact numbers, formulas, and logic by z3 within a limit of work. */
export const mathsCheck: Check = {
  name: 'maths',
  async run(request, { signal }) {
    const { claims } = request.value as MathsAnswer;
    const task = readTask(request.task);
    const seen = new Set<string>();
    const judgements = claims.map((claim): Judgement | { readonly formula: string } => {
      const question = task.questions.get(claim.question);
      if (question === undefined) return wrong('unknown-question', `the task has no question ${claim.question}`); // prettier-ignore
      if (seen.has(claim.question)) return { ...wrong('same-question', 'an earlier claim answers it'), verdict: 'duplicate' }; // prettier-ignore
      seen.add(claim.question);
      return judge(claim, question, { task, seed: request.seed });
    });
    const formulas = judgements.flatMap((one) => ('formula' in one ? [one.formula] : []));
    const answers = await solveLogic(formulas, { rlimit: task.rlimit, signal });
    let asked = 0;
    return claims.map((claim, at) => {
      const judgement = judgements[at] ?? wrong('unknown-question', '');
      const item = (decided: Judgement) => toItem(claim, decided, { request, rlimit: task.rlimit });
      if (!('formula' in judgement)) return item(judgement);
      const answer = answers[asked] ?? 'error';
      asked += 1;
      return item(judgeLogic(claim, answer));
    });
  },
};

interface MathsTask {
  readonly questions: ReadonlyMap<string, MathsQuestion>;
  readonly references: ReadonlyMap<string, string>;
  readonly textOf: (path: string) => string;
  /** The solver's work on each formula. */
  readonly rlimit: number;
}

function readTask(task: TaskPackage): MathsTask {
  const { questions } = parseTaskPart('settings', mathsSettings, task.spec.settings);
  if (task.hidden === undefined) {
    throw new PoiwError('E_TASK_INVALID', 'the hidden part of the task is not open');
  }
  const { answers } = readJsonFile(task.hidden, 'hidden/statistics.json', mathsHiddenSchema);
  return {
    questions: new Map(questions.map((question) => [question.id, question])),
    references: new Map(answers.map(({ question, value }) => [question, value])),
    textOf: (path) => readText(task.files, path),
    rlimit: formulaRlimit(questions.filter(({ form }) => form === 'logic').length),
  };
}

function judge(
  claim: MathsClaim,
  question: MathsQuestion,
  { task, seed }: { readonly task: MathsTask; readonly seed: string },
): Judgement | { readonly formula: string } {
  if (question.form === 'logic') {
    if (!('satisfiable' in claim)) return wrong('wrong-form', 'say whether it is satisfiable');
    return formulaOf(claim, task.textOf(question.formula));
  }
  if (!('value' in claim)) return wrong('wrong-form', 'give a value');
  const reference = task.references.get(question.id);
  if (reference === undefined) {
    throw new PoiwError('E_TASK_INVALID', `question ${question.id} has no reference`);
  }
  return question.form === 'number'
    ? judgeNumber(claim.value, reference, question.decimals)
    : judgeFormula(claim.value, reference, { variables: question.variables, seed });
}

/** A claimed model is tried, which is quick; anything else is for the solver to find out. */
function formulaOf(
  { satisfiable, model }: Extract<MathsClaim, { satisfiable: boolean }>,
  text: string,
): Judgement | { readonly formula: string } {
  let constants: readonly string[];
  try {
    constants = readFormula(text);
  } catch (cause) {
    throw new PoiwError('E_TASK_INVALID', 'the formula of the task cannot be read', { cause });
  }
  if (!satisfiable || model === undefined) return { formula: text };
  try {
    return { formula: `${text}\n${modelText(model, constants)}` };
  } catch (thrown) {
    return wrong('no-such-value', thrown instanceof PoiwError ? thrown.message : 'no model');
  }
}

function judgeLogic(claim: MathsClaim, answer: LogicAnswer): Judgement {
  const claimed = 'satisfiable' in claim && claim.satisfiable ? 'sat' : 'unsat';
  const modelled = 'satisfiable' in claim && claim.satisfiable && claim.model !== undefined;
  if (answer === claimed) {
    return { verdict: 'valid', reason: 'proved', explanation: `the solver finds it ${answer}`, computed: answer }; // prettier-ignore
  }
  if (answer === 'unknown') {
    return { verdict: 'open', reason: 'undecided', explanation: 'the solver’s limit of work ends before it knows', computed: answer }; // prettier-ignore
  }
  if (answer === 'error') return wrong('no-such-value', 'the solver does not take the model');
  const explanation = modelled
    ? 'the model does not make the assertions hold'
    : `the solver finds it ${answer}`;
  return { ...wrong('disproved', explanation), computed: answer };
}

function wrong(reason: string, explanation: string): Judgement {
  return { verdict: 'invalid', reason, explanation, computed: null };
}

function toItem(
  claim: MathsClaim,
  judgement: Judgement,
  { request, rlimit }: { readonly request: CheckRequest; readonly rlimit: number },
): CheckedItem {
  const { verdict, reason, explanation, computed } = judgement;
  const decision: ItemDecision = {
    id: claim.id,
    verdict,
    evidence: verdict === 'open' ? 'none' : 'recomputed',
    reason,
    explanation: explanation.slice(0, 300),
    group: verdict === 'valid' ? `question:${claim.question}` : null,
    facts: { weight: 1 },
    outputs: { computed },
  };
  const item = checkedItem(decision, request, { check: 'maths', tools: { z3: installedTool('z3-solver') } }); // prettier-ignore
  return { ...item, receipt: { ...item.receipt, limits: { ...LOGIC_LIMITS, rlimit } } };
}
