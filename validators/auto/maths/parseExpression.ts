import { PoiwError } from '../../../core/errors.ts';

/** A formula; numbers are decimal text, exponents whole numbers. */
export type Expression =
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly of: Expression }
  | { readonly kind: 'power'; readonly base: Expression; readonly exponent: number }
  | {
      readonly kind: 'add' | 'subtract' | 'multiply' | 'divide';
      readonly left: Expression;
      readonly right: Expression;
    };

/** Limits of a formula: what they let through is evaluated in a moment. */
const MAX = { length: 2000, depth: 64, digits: 200, exponent: 64 } as const;

const FUNCTIONS = ['sqrt', 'exp', 'ln', 'sin', 'cos', 'tan', 'atan', 'abs'] as const;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9_]*)|([-+*/^()]))/y;

/**
 * Reads `2*x^3 - sin(y)/3`: + - * / ^, brackets, whole exponents, the functions above. `^` binds
 * closest, then the sign.
 *
 * @throws PoiwError E_SCHEMA for anything else, or a formula beyond the limits
 */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text);
  let at = 0;
  let depth = 0;
  const take = (...wanted: readonly string[]) => {
    const token = tokens[at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    at += 1;
    return token;
  };
  const nested = <Value>(read: () => Value): Value => {
    depth += 1;
    if (depth > MAX.depth) throw bad(`deeper than ${MAX.depth}`);
    const value = read();
    depth -= 1;
    return value;
  };
  const sum = (): Expression => {
    let left = product();
    for (let op = take('+', '-'); op !== undefined; op = take('+', '-')) {
      left = { kind: op === '+' ? 'add' : 'subtract', left, right: product() };
    }
    return left;
  };
  const product = (): Expression => {
    let left = signed();
    for (let op = take('*', '/'); op !== undefined; op = take('*', '/')) {
      left = { kind: op === '*' ? 'multiply' : 'divide', left, right: signed() };
    }
    return left;
  };
  const signed = (): Expression => {
    if (take('-') === undefined) return power();
    const right = nested(signed);
    return { kind: 'subtract', left: { kind: 'number', digits: '0' }, right };
  };
  const power = (): Expression => {
    const base = atom();
    return take('^') === undefined ? base : { kind: 'power', base, exponent: exponent() };
  };
  const exponent = (): number => {
    const open = take('(') !== undefined;
    const sign = take('-') === undefined ? 1 : -1;
    const digits = tokens[at] ?? '';
    at += 1;
    if (!/^\d{1,3}$/.test(digits) || Number(digits) > MAX.exponent) {
      throw bad(`an exponent is a whole number of at most ${MAX.exponent}`);
    }
    if (open && take(')') === undefined) throw bad('a bracket is not closed');
    return sign * Number(digits);
  };
  const atom = (): Expression => {
    const token = tokens[at] ?? '';
    at += 1;
    if (token === '(') return nested(closed);
    if (/^\d/.test(token)) return { kind: 'number', digits: token };
    if (!/^[A-Za-z]/.test(token)) throw bad(`"${token}" stands where a value should`);
    if (take('(') === undefined) return { kind: 'name', name: token };
    if (!(FUNCTIONS as readonly string[]).includes(token)) throw bad(`no function ${token}`);
    return { kind: 'call', name: token, of: nested(closed) };
  };
  const closed = (): Expression => {
    const inner = sum();
    if (take(')') === undefined) throw bad('a bracket is not closed');
    return inner;
  };
  const whole = sum();
  if (at < tokens.length) throw bad(`"${tokens[at] ?? ''}" is out of place`);
  return whole;
}

function tokenize(text: string): string[] {
  if (text.length > MAX.length) throw bad(`longer than ${MAX.length} characters`);
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw bad(`"${text.slice(at, at + 10)}" is no part of a formula`);
    const token = match[1] ?? match[2] ?? match[3] ?? '';
    if (/^\d/.test(token) && token.length > MAX.digits) throw bad(`a number of more than ${MAX.digits} digits`); // prettier-ignore
    tokens.push(token);
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function bad(why: string): PoiwError {
  return new PoiwError('E_SCHEMA', `not a formula: ${why}`);
}
