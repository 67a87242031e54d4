import type { Piscina } from 'piscina';
import type { JobOutcome } from './worker.ts';

/** A place for one job at a time, and the thread that works there. */
export interface Slot {
  run(job: object, signal: AbortSignal): Promise<JobOutcome>;
  /** Starts the thread of the next job: this one may not live. */
  prepare(): void;
  /** Gives up the thread, which was killed or has died. */
  replace(): void;
}

export interface OwnedSlot extends Slot {
  end(): Promise<void>;
}

export function createSlot(startThread: () => Piscina): OwnedSlot {
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
