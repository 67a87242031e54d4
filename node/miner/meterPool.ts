import type { CheckPool } from '../../validators/auto/pool.ts';

export interface MeteredPool {
  readonly pool: CheckPool;
  /** Checks that ended a second while any ran; undefined before the first. */
  readonly checksPerSecond: () => number | undefined;
}

/**
 * A pool that tells how fast it has worked: a miner says what it measured on real work.
 *
 * @param monotonic milliseconds of a clock that never goes back
 */
export function meterPool(pool: CheckPool, monotonic: () => number): MeteredPool {
  let ended = 0;
  let running = 0;
  let busyMs = 0;
  let since = 0;
  return {
    checksPerSecond: () => (busyMs > 0 ? (1000 * ended) / busyMs : undefined),
    pool: {
      ...pool,
      async run(job, options) {
        if (running === 0) since = monotonic();
        running += 1;
        try {
          return await pool.run(job, options);
        } finally {
          ended += 1;
          running -= 1;
          const now = monotonic();
          busyMs += now - since;
          since = now;
        }
      },
    },
  };
}
