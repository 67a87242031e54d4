import type { Expression } from './parseExpression.ts';

/** A field in which formulas can be computed; undefined where they have no value. */
export interface Arithmetic<Value> {
  number(digits: string): Value | undefined;
  name(name: string): Value | undefined;
  call(name: string, of: Value): Value | undefined;
  add(a: Value, b: Value): Value | undefined;
  subtract(a: Value, b: Value): Value | undefined;
  multiply(a: Value, b: Value): Value | undefined;
  divide(a: Value, b: Value): Value | undefined;
  power(base: Value, exponent: number): Value | undefined;
}

/** Value of a formula. Recursion is bounded by the parser. */
export function evaluate<Value>(
  expression: Expression,
  field: Arithmetic<Value>,
): Value | undefined {
  switch (expression.kind) {
    case 'number':
      return field.number(expression.digits);
    case 'name':
      return field.name(expression.name);
    case 'call': {
      const of = evaluate(expression.of, field);
      return of === undefined ? undefined : field.call(expression.name, of);
    }
    case 'power': {
      const base = evaluate(expression.base, field);
      return base === undefined ? undefined : field.power(base, expression.exponent);
    }
    default: {
      const left = evaluate(expression.left, field);
      const right = evaluate(expression.right, field);
      if (left === undefined || right === undefined) return undefined;
      return field[expression.kind](left, right);
    }
  }
}
