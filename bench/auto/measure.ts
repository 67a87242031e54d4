import { atLeast, type Target } from '../target.ts';

/** What one measure found: promised figures, and everything else worth keeping. */
export interface Measured {
  readonly targets: readonly Target[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

interface MeasureOptions {
  /** Fewer rounds: five minutes for the whole bench at most. */
  readonly quick: boolean;
}

/** One file a measure; bench/auto.ts lists them. */
export interface Measure {
  readonly name: string;
  run(options: MeasureOptions): Promise<Measured>;
}

/** A ratio that must reach its target. */
export function ratioTarget(
  name: string,
  { value, target, baseline }: Pick<Target, 'value' | 'target' | 'baseline'>,
): Target {
  return atLeast({ name, value: Math.floor(value * 100) / 100, target, unit: 'x', baseline });
}

/** Milliseconds a call takes. */
export async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
