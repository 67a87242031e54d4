/** Mean of a figure over runs, and its standard deviation over them. */
export interface Spread {
  readonly mean: number;
  readonly sd: number;
  readonly runs: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const runs = values.length;
  const mean = values.reduce((sum, one) => sum + one, 0) / runs;
  const square = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean: round(mean), sd: round(Math.sqrt(square / Math.max(1, runs - 1))), runs };
}

/** Standard error of the mean. */
export function errorOf({ sd, runs }: Spread): number {
  return sd / Math.sqrt(runs);
}

/** Three decimals: what the tables print. */
export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
