import { PoiwError } from '../../../core/errors.ts';
import {
  dataSettings,
  statisticsHiddenSchema,
  type Claim,
  type StatisticsAnswer,
  type StatisticsSettings,
} from '../../../tasks/kinds/statistics.ts';
import type { TaskPackage } from '../../../tasks/taskSpec.ts';
import type { Check, CheckRequest } from '../check.ts';
import { isRounded } from '../duckdb/isRounded.ts';
import { proseProblem } from '../duckdb/proseProblem.ts';
import type { QueryFailure, QueryOutcome } from '../duckdb/query.ts';
import { QUERY_LIMITS } from '../duckdb/queryLimits.ts';
import { runQueries } from '../duckdb/runQueries.ts';
import { parseTaskPart, readJsonFile } from '../readSources.ts';
import { checkedItem, type ItemDecision } from '../receipt.ts';
import type { CheckedItem } from '../verification.ts';

/**
 * Statistics answers: every claim's query is run again. Its number must be what its own query
 * gives and what the hidden reference query of its question gives.
 */
export const claimsCheck: Check = {
  name: 'claims',
  async run(request, { signal }) {
    const { claims, prose } = request.value as StatisticsAnswer;
    const task = readTask(request.task);
    const runnable = firstOfEachQuestion(claims, task.questions);
    const run = await runQueries(
      task.dataset,
      [
        ...runnable.map(({ question }) => ({ sql: task.referenceOf(question), group: 'task' })),
        ...runnable.map(({ sql }) => ({ sql, group: 'answer' })),
      ],
      { signal },
    );
    const decisions = claims.map((claim) => {
      const question = task.questions.get(claim.question);
      if (question === undefined) return unknownQuestion(claim);
      const at = runnable.indexOf(claim);
      const [reference, own] = [run.outcomes[at], run.outcomes[at + runnable.length]];
      if (reference === undefined || own === undefined) return sameQuestion(claim);
      return decide(claim, { ...question, reference: referenceNumber(claim, reference), own });
    });
    const problem = proseProblem(prose, new Set(claims.map(({ id }) => id)));
    if (problem !== null) decisions.push({ ...invalid('prose', null), ...problem });
    return decisions.map((decision) => withReceipt(decision, request, run.version));
  },
};

type Question = StatisticsSettings['questions'][number];
type Computed = Extract<QueryOutcome, { state: 'value' }>;

interface ClaimsTask {
  readonly dataset: Uint8Array;
  readonly questions: ReadonlyMap<string, Question>;
  /** @throws PoiwError E_TASK_INVALID for a question without a reference */
  referenceOf(question: string): string;
}

function readTask(task: TaskPackage): ClaimsTask {
  const settings = parseTaskPart('settings', dataSettings, task.spec.settings);
  const dataset = task.files.get(settings.dataset);
  if (dataset === undefined) throw taskInvalid(`the task has no file ${settings.dataset}`);
  if (task.hidden === undefined) throw taskInvalid('the hidden part of the task is not open');
  const hidden = readJsonFile(task.hidden, 'hidden/statistics.json', statisticsHiddenSchema);
  const references = new Map(hidden.answers.map(({ question, sql }) => [question, sql]));
  return {
    dataset,
    questions: new Map(settings.questions.map((question) => [question.id, question])),
    referenceOf(question) {
      const sql = references.get(question);
      if (sql === undefined) throw taskInvalid(`question ${question} has no reference query`);
      return sql;
    },
  };
}

/** Later claims on a question never count: an answer gets one try at each. */
function firstOfEachQuestion(
  claims: readonly Claim[],
  questions: ReadonlyMap<string, Question>,
): Claim[] {
  const first = new Map<string, Claim>();
  for (const claim of claims) {
    if (questions.has(claim.question) && !first.has(claim.question)) {
      first.set(claim.question, claim);
    }
  }
  return [...first.values()];
}

function referenceNumber({ question }: Claim, outcome: QueryOutcome): Computed {
  if (outcome.state === 'value') return outcome;
  const { reason, detail } = outcome;
  throw taskInvalid(`the reference query of question ${question} fails: ${reason}, ${detail}`);
}

const WHY: Readonly<Record<QueryFailure, string>> = {
  'sql-refused': 'the query uses what is not allowed',
  'sql-error': 'the query does not run',
  'sql-too-expensive': 'the query could cost too much',
  'no-result': 'the query must give one row with one number',
};

function decide(
  claim: Claim,
  { decimals, reference, own }: Question & { reference: Computed; own: QueryOutcome },
): ItemDecision {
  if (own.state === 'failed') {
    const explanation = `${WHY[own.reason]}: ${own.detail}`;
    return { ...invalid(claim.id, claim), reason: own.reason, explanation };
  }
  const value = Number(claim.value);
  const item: ItemDecision = {
    ...invalid(claim.id, claim),
    evidence: 'recomputed',
    facts: { weight: 1, value: claim.value, recomputed: own.text },
    outputs: { recomputed: own.text, reference: reference.text },
  };
  if (!isRounded(value, own.value, decimals)) {
    const explanation = `the query gives ${own.text}, the claim says ${claim.value}`;
    return { ...item, reason: 'not-reproduced', explanation };
  }
  if (!isRounded(value, reference.value, decimals)) {
    const explanation = `the answer to the question is ${reference.text}, not ${claim.value}`;
    return { ...item, reason: 'wrong-value', explanation };
  }
  const group = `question:${claim.question}`;
  const explanation = `recomputed as ${own.text}`;
  return { ...item, verdict: 'valid', reason: 'value-matches', explanation, group };
}

function unknownQuestion(claim: Claim): ItemDecision {
  const explanation = `the task has no question ${claim.question}`;
  return { ...invalid(claim.id, claim), reason: 'unknown-question', explanation };
}

function sameQuestion(claim: Claim): ItemDecision {
  const explanation = `an earlier claim answers question ${claim.question}`;
  return {
    ...invalid(claim.id, claim),
    verdict: 'duplicate',
    reason: 'same-question',
    explanation,
  };
}

function invalid(id: string, claim: Claim | null): ItemDecision {
  return {
    id,
    verdict: 'invalid',
    evidence: 'none',
    reason: '',
    explanation: '',
    group: null,
    facts: { weight: 1, value: claim?.value ?? null, recomputed: null },
    outputs: null,
  };
}

function withReceipt(decision: ItemDecision, request: CheckRequest, version: string): CheckedItem {
  const used = { check: 'claims', tools: { duckdb: version } };
  const item = checkedItem(decision, request, used);
  return { ...item, receipt: { ...item.receipt, limits: QUERY_LIMITS } };
}

function taskInvalid(message: string): PoiwError {
  return new PoiwError('E_TASK_INVALID', message, {
    hint: 'the task cannot be checked; its publisher should have run the lint',
  });
}
