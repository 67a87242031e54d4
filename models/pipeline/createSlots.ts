import { PoiwError } from '../../core/errors.ts';

/** Lets so many callers in at a time, the others wait in order. */
export interface Slots {
  /** @throws PoiwError E_ABORTED when the signal fires while waiting */
  run<Result>(signal: AbortSignal, body: () => Promise<Result>): Promise<Result>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  async function enter(signal: AbortSignal): Promise<void> {
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(new PoiwError('E_ABORTED', 'stopped by request'));
      };
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      if (signal.aborted) {
        reject(new PoiwError('E_ABORTED', 'stopped by request'));
        return;
      }
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(go);
    });
  }
  return {
    async run(signal, body) {
      await enter(signal);
      try {
        return await body();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
