import { PoiwError } from '../core/errors.ts';

/** Time as the model layer knows it; passed in. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`; rejects with E_ABORTED when the signal fires first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const fail = () => {
        clearTimeout(timer);
        reject(new PoiwError('E_ABORTED', 'stopped by request'));
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', fail);
        resolve();
      }, ms);
      if (signal.aborted) fail();
      else signal.addEventListener('abort', fail, { once: true });
    }),
};
