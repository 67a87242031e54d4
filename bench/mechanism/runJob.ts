import { attacksOn, limitsOn } from './attacks.ts';
import { bestOf } from './baselines/baselines.ts';
import { DEVIATIONS } from './deviations.ts';
import type { Outcome } from './outcome.ts';
import { playPools, type PoolOutcome } from './pools.ts';
import { retentionOfOurs, retentionOfYuma } from './retention.ts';
import { simulate } from './simulate.ts';
import { HONEST, honestTwin, type Strategy } from './strategies.ts';
import { deviationOf, meanOf } from './tally.ts';
import { playUnbiased, type UnbiasedOutcome } from './unbiased.ts';
import { baseWorld, type World } from './world.ts';

/** Names a strategy across threads. */
export interface StrategyId {
  readonly name: string;
  /** Class of the group's own claims, for attacks. */
  readonly valueClass?: 'low' | 'high';
  /** The same claims judged honestly by the group. */
  readonly twin?: boolean;
}

/** A simulation as it reaches a worker thread. */
export type Job =
  | { readonly kind: 'rule'; readonly world: Partial<World>; readonly strategy: StrategyId }
  | {
      readonly kind: 'baseline';
      readonly name: string;
      readonly world: Partial<World>;
      readonly strategy: StrategyId;
      /** Juror calls a finding. */
      readonly budget: number;
    }
  | { readonly kind: 'pools'; readonly world: Partial<World>; readonly strategy: StrategyId }
  | {
      readonly kind: 'retention';
      readonly sigma: number;
      readonly seed: number;
      readonly findings: number;
    }
  | { readonly kind: 'unbiased'; readonly seed: number; readonly draws: number };

export interface RuleResult {
  readonly honest: number;
  readonly group: number;
  readonly sd: number;
  readonly worst: number;
  /** Group's profit on seats with money on them, in all, and their number. */
  readonly onTarget: number;
  readonly onTargetSeats: number;
  readonly targets: number;
  readonly flips: number;
  readonly won: number;
  readonly bondsLost: number;
  readonly expertGains: number;
  /** % of real findings. */
  readonly error: number;
  readonly brier: number;
  readonly calls: number;
  readonly readings: number;
  readonly inexact: number;
  readonly settlements: number;
}

export interface BaselineResult {
  readonly honest: number;
  readonly group: number;
  readonly onTarget: number;
  readonly onTargetSeats: number;
  readonly targets: number;
  readonly flips: number;
  readonly error: number;
  readonly cost: number;
}

export interface RetentionResult {
  readonly ours: number;
  readonly yuma: number;
}

/** What each kind of job returns. */
export interface Results {
  readonly rule: RuleResult;
  readonly baseline: BaselineResult;
  readonly pools: PoolOutcome;
  readonly retention: RetentionResult;
  readonly unbiased: UnbiasedOutcome;
}

const POOL_TASKS = 10_000;

/** Runs one job; the worker threads' entry. */
export function runJob(job: Job): Results[Job['kind']] {
  switch (job.kind) {
    case 'rule':
      return summary(simulate(baseWorld(job.world), find(job.strategy)));
    case 'baseline':
      return playBaseline(job);
    case 'pools': {
      const world = baseWorld(job.world);
      const { loads } = simulate(world, find(job.strategy));
      return playPools(loads, { tasks: POOL_TASKS, seed: world.seed });
    }
    case 'retention':
      return { ours: retentionOfOurs(job.sigma, job), yuma: retentionOfYuma(job.sigma, job) };
    case 'unbiased':
      return playUnbiased(job);
  }
}

function find({ name, valueClass = 'high', twin = false }: StrategyId): Strategy {
  const all = [HONEST, ...DEVIATIONS, ...attacksOn(valueClass), ...limitsOn(valueClass)];
  const strategy = all.find((one) => one.name === name);
  if (strategy === undefined) throw new Error(`no strategy ${name}`);
  return twin ? honestTwin(strategy) : strategy;
}

function summary(o: Outcome): RuleResult {
  return {
    honest: meanOf(o.honest),
    group: meanOf(o.group),
    sd: deviationOf(o.honest),
    worst: o.honest.least,
    onTarget: o.onTarget.sum,
    onTargetSeats: o.onTarget.count,
    targets: o.targets,
    flips: o.flips,
    won: o.won,
    bondsLost: o.bondsLost,
    expertGains: o.expertGains,
    error: (100 * o.wrong) / o.plain,
    brier: o.brier / o.plain,
    calls: o.calls / o.plain,
    readings: o.readings / o.plain,
    inexact: o.inexact,
    settlements: o.settlements,
  };
}

function playBaseline({
  name,
  world,
  strategy,
  budget,
}: Extract<Job, { kind: 'baseline' }>): BaselineResult {
  const played = bestOf(name, { world: baseWorld(world), strategy: find(strategy), budget });
  return {
    honest: meanOf(played.honest),
    group: meanOf(played.group),
    onTarget: played.onTarget.sum,
    onTargetSeats: played.onTarget.count,
    targets: played.targets,
    flips: played.flips,
    error: (100 * played.wrong) / played.findings,
    cost: played.cost / played.findings,
  };
}
