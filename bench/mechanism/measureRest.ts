import type { Plan } from './plan.ts';
import type { PoolOutcome } from './pools.ts';
import type { RunAll } from './runAll.ts';
import type { Job } from './runJob.ts';
import { spreadOf, type Spread } from './statistics.ts';
import type { UnbiasedOutcome } from './unbiased.ts';
import { EPOCHS } from './plan.ts';

export interface PoolRow {
  readonly load: string;
  readonly highShare: number;
  readonly runs: readonly PoolOutcome[];
}

export interface RetentionRow {
  readonly sigma: number;
  /** Honest utility, %, that keeps 60 % of stake honest. */
  readonly ours: Spread;
  readonly yuma: Spread;
  /** What Yuma publishes. */
  readonly published: number;
}

const WORST = { rho: 0.4, labelError: 0.1 };
/** A fifth of findings is dear; the last row shows what happens when half of them are. */
const LOADS = [
  { load: 'honest', highShare: 0.2, cell: { rho: 0, labelError: 0 } },
  { load: 'honest', highShare: 0.2, cell: WORST },
  { load: 'lazy, always valid', highShare: 0.2, cell: WORST },
  { load: 'honest', highShare: 0.5, cell: WORST },
] as const;

export async function measurePools(runAll: RunAll, { seeds }: Plan): Promise<PoolRow[]> {
  const jobs = LOADS.flatMap(({ load, highShare, cell }) =>
    seeds.map((seed): Job & { kind: 'pools' } => ({
      kind: 'pools',
      world: { ...cell, ...EPOCHS, highShare, seed, findingsPerEpoch: 500 },
      strategy: { name: load },
    })),
  );
  const results = await runAll(jobs);
  return LOADS.map(({ load, highShare, cell }, i) => ({
    load: `${load}, rho ${cell.rho}, label error ${cell.labelError}`,
    highShare,
    runs: results.slice(i * seeds.length, (i + 1) * seeds.length),
  }));
}

const PUBLISHED = [
  [0, 60],
  [0.2, 67],
  [0.4, 73],
] as const;

export async function measureRetention(runAll: RunAll, plan: Plan): Promise<RetentionRow[]> {
  const { seeds, retentionFindings: findings } = plan;
  const results = await runAll(
    PUBLISHED.flatMap(([sigma]) =>
      seeds.map((seed): Job & { kind: 'retention' } => ({
        kind: 'retention',
        sigma,
        seed,
        findings,
      })),
    ),
  );
  return PUBLISHED.map(([sigma, published], i) => {
    const runs = results.slice(i * seeds.length, (i + 1) * seeds.length);
    return {
      sigma,
      published,
      ours: spreadOf(runs.map(({ ours }) => 100 * ours)),
      yuma: spreadOf(runs.map(({ yuma }) => 100 * yuma)),
    };
  });
}

export function measureUnbiased(
  runAll: RunAll,
  { seeds, draws }: Plan,
): Promise<UnbiasedOutcome[]> {
  return runAll(
    seeds.map((seed): Job & { kind: 'unbiased' } => ({ kind: 'unbiased', seed, draws })),
  );
}
