/** One promised figure, measured; architecture of all benches' `data.targets`. */
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
