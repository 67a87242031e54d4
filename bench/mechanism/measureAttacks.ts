import { attacksOn, limitsOn } from './attacks.ts';
import { worldOf } from './measureMargins.ts';
import { VALUES, type Cell, type Plan } from './plan.ts';
import type { RunAll } from './runAll.ts';
import type { Job, RuleResult, StrategyId } from './runJob.ts';
import { round, spreadOf, type Spread } from './statistics.ts';
import { HONEST, type Strategy } from './strategies.ts';

const SHARE = 0.33;

/** One attack on verdicts of one value in one world; money in costs of judging a finding. */
export interface AttackRow extends Cell {
  readonly attack: string;
  readonly value: number;
  /** Outside what the rule promises: printed, not asked for. */
  readonly limit: boolean;
  /** What all successful flips together cost, over their number: bonds, experts, seats, wages forgone. */
  readonly costPerFlip: number;
  readonly costSpread: Spread;
  /** Successful flips that honest judging would not have given, per finding attacked. */
  readonly success: number;
  /** Profit of the attack, value included, per own seat on an attacked finding. */
  readonly marginal: Spread;
  /** The same per attacked finding. */
  readonly perItem: Spread;
}

interface Trial extends Cell {
  readonly strategy: Strategy;
  readonly value: number;
  readonly valueClass: 'low' | 'high';
  readonly limit: boolean;
}

/** Attacks on the value the group's claims have; a rival's item has the value of its class. */
export async function measureAttacks(runAll: RunAll, plan: Plan): Promise<AttackRow[]> {
  const trials = VALUES.flatMap(({ value, valueClass }) =>
    plan.attackCells.flatMap((cell): Trial[] => {
      const trial = { ...cell, value, valueClass };
      return [
        ...attacksOn(valueClass).map((strategy) => ({ ...trial, strategy, limit: false })),
        ...(plan.limitValues.includes(value) ? limitsOn(valueClass) : []).map((strategy) => ({
          ...trial,
          strategy,
          limit: true,
        })),
      ];
    }),
  );
  const jobs = trials.flatMap((trial) =>
    [{ name: trial.strategy.name }, twinOf(trial.strategy)].flatMap((id) =>
      plan.seeds.map((seed): Job & { kind: 'rule' } => ({
        kind: 'rule',
        world: worldFor(trial, { seed, findings: plan.attackFindings }),
        strategy: id.name === HONEST.name ? id : { ...id, valueClass: trial.valueClass },
      })),
    ),
  );
  const results = await runAll(jobs);
  const runs = plan.seeds.length;
  return trials.map((trial, i) => {
    const start = 2 * runs * i;
    return toRow(trial, {
      attack: results.slice(start, start + runs),
      twin: results.slice(start + runs, start + 2 * runs),
    });
  });
}

/** Claims that may be valid are made anyway; invalid ones only to attack. */
function twinOf({ name, claims }: Strategy): StrategyId {
  return hasHonestUse(claims) ? { name, twin: true } : { name: HONEST.name };
}

function hasHonestUse(claims: Strategy['claims']): boolean {
  return claims !== undefined && claims.validShare(1, 1) > 0;
}

function worldFor(
  { rho, labelError, value, valueClass }: Trial,
  { seed, findings }: { seed: number; findings: number },
) {
  const values = valueClass === 'low' ? { low: value, high: 60 } : { low: 20, high: value };
  return { ...worldOf({ rho, labelError, share: SHARE, findings, seed }), values };
}

interface Pair {
  readonly attack: readonly RuleResult[];
  readonly twin: readonly RuleResult[];
}

function toRow(trial: Trial, { attack, twin }: Pair): AttackRow {
  const { strategy, rho, labelError, value, limit } = trial;
  const honestUse = hasHonestUse(strategy.claims);
  const each = attack.map((run, i) => compare(run, twin[i], { honestUse, value }));
  const total = (pick: (one: (typeof each)[number]) => number) =>
    each.reduce((sum, one) => sum + pick(one), 0);
  return {
    attack: strategy.name,
    value,
    limit,
    rho,
    labelError,
    costPerFlip: round(
      total(({ cost }) => cost) /
        Math.max(
          1,
          total(({ flips }) => flips),
        ),
    ),
    costSpread: spreadOf(each.map(({ cost, flips }) => cost / Math.max(1, flips))),
    success: round(total(({ flips }) => flips) / total(({ targets }) => targets)),
    marginal: spreadOf(each.map(({ profit, seats }) => profit / seats)),
    perItem: spreadOf(each.map(({ profit, targets }) => profit / targets)),
  };
}

/** An attack's cost and profit against what the same members would have earned honestly. */
function compare(
  run: RuleResult,
  twin: RuleResult | undefined,
  { honestUse, value }: { readonly honestUse: boolean; readonly value: number },
) {
  if (twin === undefined) throw new Error('an attack without its honest twin');
  const gross = (one: RuleResult) => one.onTarget - one.bondsLost + one.expertGains;
  const forgone = honestUse ? gross(twin) : twin.group * run.onTargetSeats;
  const flips = run.flips - (honestUse ? twin.flips : 0);
  const cost = forgone - gross(run);
  return {
    cost,
    flips,
    targets: run.targets,
    seats: Math.max(1, run.onTargetSeats),
    profit: (honestUse ? run.won - twin.won : flips * value) - cost,
  };
}
