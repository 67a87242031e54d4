import { hashOf } from '../hashOf.ts';
import { evaluate, type Arithmetic } from './evaluate.ts';
import type { Expression } from './parseExpression.ts';

/** A prime of 127 bits: two different rational functions agree at a random point about never. */
const PRIME = 2n ** 127n - 1n;
const POINTS = 8;

/** Numeric probes only ever disprove, and only by a wide margin. */
const PROBES = { points: 12, margin: 1e-3, largest: 1e6 } as const;

export type Comparison =
  | { readonly state: 'equal' }
  | { readonly state: 'different'; readonly where: string }
  | { readonly state: 'undecided' };

/**
 * Whether two formulas are equal for all values of their variables. Both are computed modulo a
 * prime at points drawn from the seed; a function of equal arguments is one unknown. That decides
 * formulas without functions. Where functions are left, seeded numeric probes may disprove; what
 * neither settles (`sin(x)^2 + cos(x)^2` against `1`) is undecided.
 */
export function compareFormulas(a: Expression, b: Expression, seed: string): Comparison {
  const exact = Array.from({ length: POINTS }, (_, n) => {
    const field = residues(`${seed} ${n}`);
    return { left: evaluate(a, field), right: evaluate(b, field) };
  });
  const met = exact.filter(({ left, right }) => left !== undefined && right !== undefined);
  if (met.length === 0) return { state: 'undecided' };
  if (met.length === exact.length && met.every(({ left, right }) => left === right)) {
    return { state: 'equal' };
  }
  if (!hasCalls(a) && !hasCalls(b)) {
    return { state: 'different', where: 'at a random point' };
  }
  return probe(a, b, seed);
}

function hasCalls(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return true;
    case 'number':
      return false;
    case 'name':
      return expression.name === 'pi' || expression.name === 'e';
    case 'power':
      return hasCalls(expression.base);
    default:
      return hasCalls(expression.left) || hasCalls(expression.right);
  }
}

function residues(seed: string): Arithmetic<bigint> {
  const draw = (...labels: readonly string[]) => BigInt(hashOf(['poiw.maths/v1', seed, ...labels])) % PRIME; // prettier-ignore
  const modulo = (value: bigint) => ((value % PRIME) + PRIME) % PRIME;
  const raise = (base: bigint, exponent: bigint) => {
    let [result, square] = [1n, base];
    for (let left = exponent; left > 0n; left >>= 1n) {
      if ((left & 1n) === 1n) result = (result * square) % PRIME;
      square = (square * square) % PRIME;
    }
    return result;
  };
  const inverse = (value: bigint) => (value === 0n ? undefined : raise(value, PRIME - 2n));
  const divide = (a: bigint, b: bigint) => {
    const one = inverse(b);
    return one === undefined ? undefined : (a * one) % PRIME;
  };
  return {
    number(digits) {
      const [whole = '0', part = ''] = digits.split('.');
      return divide(modulo(BigInt(whole + part)), modulo(10n ** BigInt(part.length)));
    },
    name: (name) => draw('variable', name),
    call: (name, of) => draw('call', name, of.toString()),
    add: (a, b) => modulo(a + b),
    subtract: (a, b) => modulo(a - b),
    multiply: (a, b) => (a * b) % PRIME,
    divide,
    power(base, exponent) {
      const raised = raise(base, BigInt(Math.abs(exponent)));
      return exponent < 0 ? inverse(raised) : raised;
    },
  };
}

/** Real numbers, as far as they can be trusted: none that is large on the way. */
function reals(seed: string): Arithmetic<number> {
  const trust = (value: number) =>
    Number.isFinite(value) && Math.abs(value) < PROBES.largest ? value : undefined;
  const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };
  const functions: Readonly<Record<string, (of: number) => number>> = {
    sqrt: Math.sqrt,
    exp: Math.exp,
    ln: Math.log,
    sin: Math.sin,
    cos: Math.cos,
    tan: Math.tan,
    atan: Math.atan,
    abs: Math.abs,
  };
  return {
    number: (digits) => trust(Number(digits)),
    name: (name) => constants[name] ?? 0.25 + Number(BigInt(hashOf(['poiw.probe/v1', seed, name])) % 2048n) / 1024, // prettier-ignore
    call: (name, of) => trust(functions[name]?.(of) ?? Number.NaN),
    add: (a, b) => trust(a + b),
    subtract: (a, b) => trust(a - b),
    multiply: (a, b) => trust(a * b),
    divide: (a, b) => trust(a / b),
    power: (base, exponent) => trust(base ** exponent),
  };
}

function probe(a: Expression, b: Expression, seed: string): Comparison {
  let differing = 0;
  for (let n = 0; n < PROBES.points; n += 1) {
    const field = reals(`${seed} ${n}`);
    const [left, right] = [evaluate(a, field), evaluate(b, field)];
    if (left === undefined || right === undefined) continue;
    const scale = Math.max(1, Math.abs(left), Math.abs(right));
    if (Math.abs(left - right) > PROBES.margin * scale) differing += 1;
  }
  return differing > PROBES.points / 2
    ? { state: 'different', where: `at ${differing} of ${PROBES.points} probes` }
    : { state: 'undecided' };
}
