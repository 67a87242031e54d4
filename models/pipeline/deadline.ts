import { PoiwError } from '../../core/errors.ts';
import type { Clock } from '../clock.ts';
import { modelError } from '../modelError.ts';

/** One request's time: aborts when its caller does or when the deadline passes. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Milliseconds left. */
  left(): number;
  /** What stopped the request, or undefined while it may go on. */
  problem(): PoiwError | undefined;
  /** Waits; throws {@link problem} when there is not the time. */
  wait(ms: number): Promise<void>;
  end(): void;
}

export function createDeadline(clock: Clock, signal: AbortSignal, ms: number): Deadline {
  const until = clock.now() + ms;
  const expired = new AbortController();
  const done = new AbortController();
  void clock.sleep(ms, done.signal).then(
    () => expired.abort(),
    () => undefined,
  );
  const both = AbortSignal.any([signal, expired.signal]);
  const problem = () => {
    if (signal.aborted) return new PoiwError('E_ABORTED', 'stopped by request');
    if (!expired.signal.aborted && clock.now() < until) return undefined;
    return modelError('E_MODEL_TIMEOUT', `no answer of the model within ${ms} ms`);
  };
  return {
    signal: both,
    left: () => until - clock.now(),
    problem,
    async wait(pause) {
      await clock
        .sleep(Math.min(pause, Math.max(0, until - clock.now())), both)
        .catch(() => undefined);
      const stopped = problem();
      if (stopped !== undefined) throw stopped;
    },
    end: () => done.abort(),
  };
}
