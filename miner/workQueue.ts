/** A piece of work that waits for a free place. */
interface QueuedWork {
  /** The most valuable second first. */
  readonly valuePerSecond: bigint;
  readonly seconds: number;
  readonly run: () => Promise<void>;
}

export interface WorkQueue {
  add(work: QueuedWork): void;
  /** Forgets what has not begun. */
  clear(): void;
  /** Seconds until a place is free, from what the work ahead is expected to need. */
  waitSeconds(): number;
  /** Resolves when nothing runs; what waits is not waited for. */
  idle(): Promise<void>;
}

/** Runs at most `places` pieces of work side by side; `run` must not reject. */
export function createWorkQueue(places: number): WorkQueue {
  const waiting: QueuedWork[] = [];
  const running = new Map<Promise<void>, QueuedWork>();

  function fill(): void {
    while (running.size < places) {
      const next = takeBest();
      if (next === undefined) return;
      const done = next.run().finally(() => {
        running.delete(done);
        fill();
      });
      running.set(done, next);
    }
  }

  function takeBest(): QueuedWork | undefined {
    const [best] = [...waiting].sort((a, b) => (b.valuePerSecond > a.valuePerSecond ? 1 : -1));
    if (best !== undefined) waiting.splice(waiting.indexOf(best), 1);
    return best;
  }

  return {
    add(work) {
      waiting.push(work);
      fill();
    },
    clear: () => void waiting.splice(0),
    waitSeconds() {
      if (running.size < places) return 0;
      const ahead = [...running.values(), ...waiting].reduce((sum, one) => sum + one.seconds, 0);
      return Math.ceil(ahead / places);
    },
    idle: async () => {
      while (running.size > 0) await Promise.allSettled(running.keys());
    },
  };
}
