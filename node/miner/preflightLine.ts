import type { MergedSettings } from './mergeSettings.ts';

/** One line of a preflight: what was looked at, what was found, how to mend it. */
export interface PreflightLine {
  readonly name: string;
  readonly result: 'ok' | 'warn' | 'fail' | 'skipped';
  readonly found: string;
  /** What to do; absent when nothing is. */
  readonly fix?: string;
}

export interface PreflightOptions {
  readonly settings: MergedSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly nodeVersion: string;
  readonly signal: AbortSignal;
}
