import { parseUntrustedJson } from '../../core/canonicalJson.ts';
import { contentIdOf, type ContentId, type Hex } from '../../core/contentId.ts';
import { messageOf, PoiwError } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';
import { answerSchema } from '../../tasks/answerSchema.ts';
import type { CheckName, KindDefinition } from '../../tasks/kinds/kind.ts';
import { KINDS } from '../../tasks/kinds/kinds.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import type { Check, CheckRuntime } from './check.ts';
import { claimsCheck } from './checks/claims.ts';
import { compileCheck } from './checks/compile.ts';
import { exploitCheck } from './checks/exploit.ts';
import { fuelCheck } from './checks/fuel.ts';
import { gasCheck } from './checks/gas.ts';
import { mathsCheck } from './checks/maths.ts';
import { parseCheck } from './checks/parse.ts';
import { firstIssue } from './readSources.ts';
import type { CheckedAnswer, SubmittedAnswer } from './verification.ts';

/** The checks that kinds name. */
const CHECKS: Readonly<Record<CheckName, Check>> = {
  claims: claimsCheck,
  compile: compileCheck,
  exploit: exploitCheck,
  fuel: fuelCheck,
  gas: gasCheck,
  maths: mathsCheck,
  parse: parseCheck,
};

/**
 * Checks one answer. What is wrong with the answer is a verdict; what is wrong with this machine
 * or with the task is thrown, and no verdict is made of it.
 *
 * @throws PoiwError E_TASK_INVALID, E_COMPILER, E_CHECK_TIMEOUT, E_CHECK_CRASHED, E_ABORTED
 */
export async function checkAnswer(
  task: TaskPackage,
  submitted: SubmittedAnswer,
  seed: Hex,
  runtime: CheckRuntime,
): Promise<CheckedAnswer> {
  const { slot, bytes } = submitted;
  if (bytes === undefined) {
    return refuse(slot, null, 'unreadable', 'the sealed answer is missing or does not open');
  }
  const answer = contentIdOf(bytes);
  const read = readAnswer(task, bytes);
  if ('code' in read) return refuse(slot, answer, read.code, read.explanation);
  try {
    const { check: named }: KindDefinition = KINDS[task.spec.kind];
    const check = CHECKS[typeof named === 'function' ? named(task.spec.settings) : named];
    const items = await check.run({ task, answer, value: read.value, seed }, runtime);
    return { slot, answer, refused: null, items };
  } catch (thrown) {
    if (!(thrown instanceof PoiwError) || thrown.code !== 'E_ANSWER_REJECTED') throw thrown;
    const { code } = thrown.details;
    return refuse(slot, answer, typeof code === 'string' ? code : 'schema', thrown.message);
  }
}

function readAnswer(
  task: TaskPackage,
  bytes: Uint8Array,
): { readonly value: unknown } | { readonly code: string; readonly explanation: string } {
  if (bytes.length > LIMITS.answer.maxBytes) {
    const explanation = `${bytes.length} bytes, at most ${LIMITS.answer.maxBytes}`;
    return { code: 'too-large', explanation };
  }
  let raw: unknown;
  try {
    raw = parseUntrustedJson(bytes, LIMITS.answer);
  } catch (thrown) {
    return { code: 'malformed', explanation: messageOf(thrown).slice(0, 300) };
  }
  const parsed = answerSchema(task.spec).safeParse(raw);
  if (!parsed.success) return { code: 'schema', explanation: firstIssue(parsed.error) };
  const named = (parsed.data as { readonly task?: unknown }).task;
  if (named !== task.id) {
    return { code: 'wrong-task', explanation: `the answer is for task ${String(named)}` };
  }
  return { value: parsed.data };
}

function refuse(
  slot: number,
  answer: ContentId | null,
  code: string,
  explanation: string,
): CheckedAnswer {
  return { slot, answer, refused: { code, explanation }, items: [] };
}
