/** One promised figure, measured; the form of all benches' `data.targets`. */
export interface Target {
  readonly name: string;
  readonly value: number;
  readonly target: number;
  readonly better: 'lower' | 'higher';
  readonly unit: string;
  readonly pass: boolean;
  /** The baseline's figure in the same run; null where it does no such thing. */
  readonly baseline: number | null;
}

type Figure = Pick<Target, 'name' | 'value' | 'target' | 'unit'> &
  Partial<Pick<Target, 'baseline'>>;

export function atMost(figure: Figure): Target {
  const pass = figure.value <= figure.target;
  return { baseline: null, ...figure, better: 'lower', pass };
}

export function atLeast(figure: Figure): Target {
  const pass = figure.value >= figure.target;
  return { baseline: null, ...figure, better: 'higher', pass };
}
