import type { Target } from '../target.ts';

export interface Measure {
  readonly targets: readonly Target[];
  /** Everything else that was measured, by name. */
  readonly rows: Readonly<Record<string, unknown>>;
}

export interface MeasureOptions {
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

export function round(value: number, digits = 2): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
