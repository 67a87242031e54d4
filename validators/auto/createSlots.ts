import type { Piscina } from 'piscina';
import { PoiwError } from '../../core/errors.ts';
import type { JobOutcome } from './worker.ts';

/** A place for one job at a time, and the thread that works there. */
export interface Slot {
  run(job: object, signal: AbortSignal): Promise<JobOutcome>;
  /** Starts the thread of the next job: this one may not live. */
  prepare(): void;
  /** Gives up the thread, which was killed or has died. */
  replace(): void;
}

interface OwnedSlot extends Slot {
  end(): Promise<void>;
}

/** First come, first served: a job's deadline must not run while it waits for a thread. */
export function createSlots(count: number, startThread: () => Piscina) {
  const all = Array.from({ length: count }, () => createSlot(startThread));
  const free = [...all];
  const waiting: ((slot: OwnedSlot) => void)[] = [];
  return {
    /** @throws PoiwError E_ABORTED */
    async take(signal: AbortSignal): Promise<Slot> {
      if (signal.aborted) throw stopped(signal.reason);
      // The one used last: its tools are loaded, and the others may end idle.
      const slot = free.pop();
      if (slot !== undefined) return slot;
      const { promise, resolve, reject } = Promise.withResolvers<OwnedSlot>();
      const leave = () => {
        const at = waiting.indexOf(resolve);
        if (at >= 0) waiting.splice(at, 1);
        reject(stopped(signal.reason));
      };
      waiting.push(resolve);
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    give(slot: Slot): void {
      const next = waiting.shift();
      if (next === undefined) free.push(slot as OwnedSlot);
      else next(slot as OwnedSlot);
    },
    async end(): Promise<void> {
      await Promise.all(all.map((slot) => slot.end()));
    },
  };
}

function createSlot(startThread: () => Piscina): OwnedSlot {
  let thread: Piscina | undefined;
  let next: Piscina | undefined;
  return {
    async run(job, signal) {
      thread ??= startThread();
      try {
        return (await thread.run(job, { signal })) as JobOutcome;
      } finally {
        if (!signal.aborted) {
          // Not needed after all: this thread is not about to be replaced.
          drop(next);
          next = undefined;
        }
      }
    },
    prepare() {
      if (next !== undefined) return;
      next = startThread();
      next.run({ name: 'ready' }).catch(() => undefined);
    },
    replace() {
      drop(thread);
      thread = next;
      next = undefined;
    },
    async end() {
      await Promise.all([thread?.destroy(), next?.destroy()]);
    },
  };
}

/** Nobody waits for a thread to end: one that is busy may take its time. */
function drop(thread: Piscina | undefined): void {
  thread?.destroy().catch(() => undefined);
}

export function stopped(cause?: unknown): PoiwError {
  return new PoiwError('E_ABORTED', 'stopped by request', { cause });
}
