import { Piscina } from 'piscina';
import type { Job, Results } from './runJob.ts';

/** Runs jobs of one kind on worker threads; results in the order of the jobs. */
export type RunAll = <J extends Job>(jobs: readonly J[]) => Promise<Results[J['kind']][]>;

export interface JobPool {
  readonly runAll: RunAll;
  readonly stop: () => Promise<void>;
}

/** @param threads worker threads; results do not depend on their number */
export function createJobPool(threads: number): JobPool {
  const pool = new Piscina({
    filename: new URL('./runJob.ts', import.meta.url).href,
    name: 'runJob',
    minThreads: threads,
    maxThreads: threads,
  });
  // Many attacks are compared with the same honest world: it is played once.
  const played = new Map<string, Promise<unknown>>();
  const run = (job: Job): Promise<unknown> => {
    const key = JSON.stringify(job);
    const known = played.get(key) ?? (pool.run(job) as Promise<unknown>);
    played.set(key, known);
    return known;
  };
  return {
    runAll: <J extends Job>(jobs: readonly J[]) =>
      Promise.all(jobs.map((job) => run(job) as Promise<Results[J['kind']]>)),
    stop: () => pool.destroy(),
  };
}
