import type { Arithmetic } from './evaluate.ts';

/** A fraction in lowest terms; the denominator is positive. */
export interface Rational {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** Larger numbers are refused before they are computed: `9^64^64` would never end. */
const MAX_BITS = 100_000;

/** Exact arithmetic on numbers; functions and names have no value in it. */
export const rationals: Arithmetic<Rational> = {
  number(digits) {
    const [whole = '0', part = ''] = digits.split('.');
    return fraction(BigInt(whole + part), 10n ** BigInt(part.length));
  },
  name: () => undefined,
  call: () => undefined,
  add: (a, b) => fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom),
  subtract: (a, b) => fraction(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom),
  multiply: (a, b) => fraction(a.top * b.top, a.bottom * b.bottom),
  divide: (a, b) => fraction(a.top * b.bottom, a.bottom * b.top),
  power({ top, bottom }, exponent) {
    const times = BigInt(Math.abs(exponent));
    if (Math.max(bits(top), bits(bottom)) * Math.abs(exponent) > MAX_BITS) return undefined;
    return exponent < 0
      ? fraction(bottom ** times, top ** times)
      : fraction(top ** times, bottom ** times);
  },
};

/** undefined for a denominator of zero, or a number beyond the limit. */
function fraction(top: bigint, bottom: bigint): Rational | undefined {
  if (bottom === 0n || Math.max(bits(top), bits(bottom)) > MAX_BITS) return undefined;
  const sign = bottom < 0n ? -1n : 1n;
  let [a, b] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom];
  while (b !== 0n) [a, b] = [b, a % b];
  return { top: (sign * top) / a, bottom: (sign * bottom) / a };
}

export function sameRational(a: Rational, b: Rational): boolean {
  return a.top === b.top && a.bottom === b.bottom;
}

/** Whether `a` is `b` rounded to so many decimals, either way on a tie. */
export function isRoundedTo(a: Rational, b: Rational, decimals: number): boolean {
  const difference = a.top * b.bottom - b.top * a.bottom;
  const size = difference < 0n ? -difference : difference;
  return 2n * size * 10n ** BigInt(decimals) <= a.bottom * b.bottom;
}

export function showRational({ top, bottom }: Rational): string {
  return (bottom === 1n ? String(top) : `${top}/${bottom}`).slice(0, 200);
}

function bits(value: bigint): number {
  return value.toString(16).length * 4;
}
