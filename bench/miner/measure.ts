/** One promised figure, beside the figure of its baseline in the same run. */
export interface Target {
  readonly name: string;
  readonly value: number;
  readonly target: number;
  readonly better: 'lower' | 'higher';
  readonly unit: string;
  readonly pass: boolean;
  readonly baseline: number | null;
}

export interface Measure {
  readonly targets: readonly Target[];
  /** Everything else that was measured, by name. */
  readonly rows: Readonly<Record<string, unknown>>;
}

export interface MeasureOptions {
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

type Figure = Pick<Target, 'name' | 'value' | 'target' | 'unit' | 'baseline'>;

export function atMost(figure: Figure): Target {
  return { ...figure, better: 'lower', pass: figure.value <= figure.target };
}

export function atLeast(figure: Figure): Target {
  return { ...figure, better: 'higher', pass: figure.value >= figure.target };
}

export function round(value: number, digits = 2): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
