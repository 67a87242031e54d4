import { PoiwError } from '../../../core/errors.ts';
import type { SyntaxAnswer } from '../../../tasks/kinds/syntax.ts';
import type { CheckRequest } from '../check.ts';
import { checkedItem } from '../receipt.ts';
import type { CheckedItem } from '../verification.ts';
import type { SourceError } from './source.ts';

export interface JudgeContext {
  readonly request: CheckRequest;
  readonly check: string;
  readonly tools: Readonly<Record<string, string>>;
}

/**
 * Whether a syntax answer lists exactly the errors found, in any order.
 *
 * @throws PoiwError E_TASK_INVALID when an error has no place: nobody could list it
 */
export function judgeErrors(
  answer: SyntaxAnswer,
  errors: readonly SourceError[],
  { request, check, tools }: JudgeContext,
): CheckedItem {
  const placed = errors.map(({ file, line, code }) => {
    if (file !== null && !code.startsWith('poiw-')) return nameOf({ file, line, code });
    throw new PoiwError('E_TASK_INVALID', `the files of the task cannot be read (${code})`);
  });
  const actual = [...new Set(placed)].sort();
  const problem = difference(answer, actual);
  const right = problem === undefined;
  return checkedItem(
    {
      id: 'result',
      verdict: right ? 'valid' : 'invalid',
      evidence: 'compile',
      reason: right ? 'errors-match' : 'errors-differ',
      explanation: problem ?? `all ${actual.length} errors are listed and no others`,
      group: right ? 'result' : null,
      facts: { errors: actual.length },
      outputs: { errors: actual },
    },
    request,
    { check, tools },
  );
}

function difference({ ok, errors }: SyntaxAnswer, actual: readonly string[]): string | undefined {
  const listed = new Set(errors.map(nameOf));
  const missing = actual.filter((one) => !listed.has(one));
  const wrong = [...listed].filter((one) => !actual.includes(one));
  if (missing.length > 0) return `${missing.length} errors are missing, e.g. ${missing[0] ?? ''}`;
  if (wrong.length > 0) return `${wrong.length} errors do not exist, e.g. ${wrong[0] ?? ''}`;
  if (errors.length !== listed.size) return 'an error is listed twice';
  if (ok !== (actual.length === 0)) return `"ok" is ${ok} with ${actual.length} errors`;
  return undefined;
}

function nameOf({ file, line, code }: { file: string; line: number; code: string }): string {
  return `${file}:${line}:${code}`;
}
