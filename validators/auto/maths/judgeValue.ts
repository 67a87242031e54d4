import { messageOf, PoiwError } from '../../../core/errors.ts';
import type { ItemVerdict } from '../verification.ts';
import { compareFormulas } from './compareFormulas.ts';
import { evaluate } from './evaluate.ts';
import { parseExpression, type Expression } from './parseExpression.ts';
import { isRoundedTo, rationals, sameRational, showRational, type Rational } from './rationals.ts';

export interface Judgement {
  readonly verdict: ItemVerdict;
  readonly reason: string;
  readonly explanation: string;
  readonly computed: string | null;
}

/**
 * A claimed number against the reference, both exact.
 *
 * @throws PoiwError E_TASK_INVALID when the reference is no number
 */
export function judgeNumber(
  claimed: string,
  reference: string,
  decimals: number | undefined,
): Judgement {
  const truth = numberOf(reference);
  if (truth === undefined) throw new PoiwError('E_TASK_INVALID', `the reference ${reference.slice(0, 60)} is no exact number`); // prettier-ignore
  const value = numberOf(claimed);
  if (value === undefined) return wrong('no-such-value', 'not an exact number within the limits');
  const right =
    decimals === undefined ? sameRational(value, truth) : isRoundedTo(value, truth, decimals);
  const computed = showRational(value);
  return right
    ? {
        verdict: 'valid',
        reason: 'value-matches',
        explanation: `the value is ${computed}`,
        computed,
      }
    : { ...wrong('wrong-value', `${claimed} is not the value`), computed };
}

function numberOf(text: string): Rational | undefined {
  const parsed = tryParse(text);
  return typeof parsed === 'string' ? undefined : evaluate(parsed, rationals);
}

/**
 * A claimed formula against the reference, for all values of the variables.
 *
 * @throws PoiwError E_TASK_INVALID when the reference is no formula
 */
export function judgeFormula(
  claimed: string,
  reference: string,
  { variables, seed }: { readonly variables: readonly string[]; readonly seed: string },
): Judgement {
  const truth = tryParse(reference);
  if (typeof truth === 'string') throw new PoiwError('E_TASK_INVALID', `the reference: ${truth}`);
  const value = tryParse(claimed);
  if (typeof value === 'string') return wrong('no-such-value', value);
  const known = new Set([...variables, 'pi', 'e']);
  const stranger = namesIn(value).find((name) => !known.has(name));
  if (stranger !== undefined)
    return wrong('no-such-value', `${stranger} is no variable of the question`);
  const compared = compareFormulas(value, truth, seed);
  switch (compared.state) {
    case 'equal':
      return { verdict: 'valid', reason: 'value-matches', explanation: 'equal for all values', computed: 'equal' }; // prettier-ignore
    case 'different':
      return { ...wrong('wrong-value', `differs ${compared.where}`), computed: 'different' };
    case 'undecided':
      return { verdict: 'open', reason: 'undecided', explanation: 'neither equality nor a difference can be shown', computed: 'undecided' }; // prettier-ignore
  }
}

function tryParse(text: string): Expression | string {
  try {
    return parseExpression(text);
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function namesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'name':
      return [expression.name];
    case 'call':
      return namesIn(expression.of);
    case 'power':
      return namesIn(expression.base);
    default:
      return [...namesIn(expression.left), ...namesIn(expression.right)];
  }
}

function wrong(reason: string, explanation: string): Judgement {
  return { verdict: 'invalid', reason, explanation, computed: null };
}
