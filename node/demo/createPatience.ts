/** How long is waited for something that only has to go on. */
export interface Patience {
  /** Aborts when nothing was heard for too long, or when it took too long in all. */
  readonly signal: AbortSignal;
  /** Something happened. */
  heard(): void;
  /** Milliseconds after which it gave up; undefined while it has not. */
  gaveUpAfter(): number | undefined;
  end(): void;
}

export interface PatienceLimits {
  readonly silenceMs: number;
  readonly totalMs: number;
}

/**
 * Patience with work whose duration depends on the machine: a busy one may take its time as long as
 * it gets on, and one that stands still is noticed early.
 */
export function createPatience({ silenceMs, totalMs }: PatienceLimits): Patience {
  const controller = new AbortController();
  const start = performance.now();
  let took: number | undefined;
  const giveUp = () => {
    took ??= performance.now() - start;
    controller.abort();
  };
  const silence = setTimeout(giveUp, silenceMs);
  const total = setTimeout(giveUp, totalMs);
  return {
    signal: controller.signal,
    heard: () => void silence.refresh(),
    gaveUpAfter: () => took,
    end() {
      clearTimeout(silence);
      clearTimeout(total);
    },
  };
}
