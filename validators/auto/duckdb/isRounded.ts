/**
 * True when `claimed` is `exact` rounded to so many decimals, ties either way. Four units in the
 * last place are allowed for the summation order of floats.
 */
export function isRounded(claimed: number, exact: number, decimals: number): boolean {
  const ulps = 4 * Number.EPSILON * Math.max(Math.abs(claimed), Math.abs(exact));
  return Math.abs(claimed - exact) <= 0.5 * 10 ** -decimals + ulps;
}
