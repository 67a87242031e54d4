import { atLeast, atMost, type Target } from '../target.ts';
import { SHARING } from './deviations.ts';
import type { DebateRow } from './judges/measureDebate.ts';
import type { JudgeReport } from './judges/measureJudges.ts';
import type { AttackRow } from './measureAttacks.ts';
import type { ErrorRow } from './measureErrors.ts';
import type { MarginRow, Margins } from './measureMargins.ts';
import type { PoolRow, RetentionRow } from './measureRest.ts';
import { VALUES } from './plan.ts';
import { errorOf, round } from './statistics.ts';
import type { UnbiasedOutcome } from './unbiased.ts';

export interface Measured {
  readonly margins: Margins;
  readonly attacks: readonly AttackRow[];
  readonly errors: readonly ErrorRow[];
  readonly pools: readonly PoolRow[];
  readonly retention: readonly RetentionRow[];
  readonly unbiased: readonly UnbiasedOutcome[];
  readonly judges: JudgeReport;
  readonly debates: readonly DebateRow[];
}

const MARGIN = 0.2;
/** Standard errors below zero that chance alone reaches over all the worlds tried. */
const NOISE = -3;
/** The same for the largest of eight hundred skewed means. */
const BIAS_NOISE = 4.5;

/** One row per promised figure. */
export function targetsOf(measured: Measured): Target[] {
  return [
    ...marginTargets(measured),
    ...attackTargets(measured.attacks),
    ...errorTargets(measured.errors),
    ...moneyTargets(measured),
    ...judgeTargets(measured),
    ...measured.retention.map(({ sigma, ours, yuma, published }) => ({
      ...lower(`honest utility that keeps 60 % of stake, sigma ${sigma}`, ours.mean, published),
      unit: '%',
      baseline: yuma.mean,
    })),
  ];
}

function marginTargets({ margins, errors }: Measured): Target[] {
  const names = [...new Set(margins.rows.map(({ deviation }) => deviation))];
  return names.map((name) => {
    const rows = margins.rows.filter(({ deviation }) => deviation === name);
    const baseline = bestBaselineMargin(errors, name);
    if (SHARING.has(name)) {
      const worst = Math.min(...rows.map(({ margin }) => margin.mean / errorOf(margin)));
      const label = `honest no worse than "${name}", standard errors, worst world`;
      return { ...higher(label, round(worst), NOISE), unit: 's.e.', baseline };
    }
    const worst = rows.reduce((a, b) => (b.margin.mean < a.margin.mean ? b : a));
    const label = `honest above "${name}", worst world (${worldName(worst)})`;
    return { ...higher(label, worst.margin.mean, MARGIN), unit: 'c', baseline };
  });
}

function worldName({ share, rho, labelError }: MarginRow): string {
  return `share ${share}, rho ${rho}, label error ${labelError}`;
}

/** The best that any baseline gives an honest juror over this deviation in its worst world. */
function bestBaselineMargin(errors: readonly ErrorRow[], name: string): number | null {
  const rows = errors.filter(({ population }) => population === name);
  const first = rows[0];
  if (first === undefined) return null;
  const worst = Object.keys(first.baselines).map((rule) =>
    Math.min(...rows.map(({ baselines }) => baselines[rule]?.margin.mean ?? 0)),
  );
  return Math.max(...worst);
}

function attackTargets(attacks: readonly AttackRow[]): Target[] {
  return VALUES.flatMap(({ value }) => {
    const rows = attacks.filter((row) => row.value === value && !row.limit);
    const dearest = rows.reduce((a, b) => (b.marginal.mean > a.marginal.mean ? b : a));
    const cheapest = rows.reduce((a, b) => (b.costPerFlip < a.costPerFlip ? b : a));
    return [
      {
        ...lower(
          `profit on own flipped items, V = ${value}c, best attack (${dearest.attack})`,
          dearest.marginal.mean,
          0,
        ),
        pass: dearest.marginal.mean < 0,
      },
      higher(
        `cost per successful flip, V = ${value}c, cheapest attack (${cheapest.attack})`,
        cheapest.costPerFlip,
        value,
      ),
    ];
  });
}

function errorTargets(errors: readonly ErrorRow[]): Target[] {
  return errors
    .filter(({ labelError }) => labelError === 0)
    .map(({ rho, appeals, population, ours, baselines }) => {
      const best = Math.min(...Object.values(baselines).map(({ error }) => error.mean));
      const who = appeals === 'both' ? ', publishers appeal too' : '';
      return {
        ...lower(
          `verdict error at equal budget, rho ${rho}, ${population}${who}`,
          ours.error.mean,
          best,
        ),
        pass: ours.error.mean < best,
        unit: '%',
        baseline: best,
      };
    });
}

function moneyTargets({ margins, pools, unbiased }: Measured): Target[] {
  const runs = pools.flatMap((row) => row.runs);
  const tasks = Math.min(...runs.map((run) => run.tasks));
  const lowest = round(Math.min(...runs.map((run) => run.lowest)));
  const uncapped = round(Math.min(...runs.map((run) => run.lowestUncapped)));
  const worst = round(Math.max(...unbiased.map((one) => one.worst)));
  return [
    {
      ...higher(`lowest pool balance ever, ${tasks} random tasks a run`, lowest, 0),
      unit: 'TOS',
      baseline: uncapped,
    },
    {
      ...lower(
        `settlements of ${margins.settlements} whose pays are not wages less dust`,
        margins.inexact,
        0,
      ),
      unit: 'settlements',
    },
    {
      ...lower("mean score moved by others' votes, audit rate or verdict", worst, BIAS_NOISE),
      unit: 's.e.',
    },
  ];
}

/** Null and injected answers that scripted judges accept; of a real model they are reported. */
export function trapTarget({ rows }: JudgeReport): Target {
  const scripted = rows.filter(({ real }) => !real);
  const worst = Math.max(...scripted.map(({ trapsAccepted }) => trapsAccepted));
  return {
    ...lower('null or injected answers accepted by the worst scripted judge', worst, 2),
    pass: worst < 2,
    unit: '%',
    baseline: Math.max(...scripted.map(({ bareTrapsAccepted }) => bareTrapsAccepted)),
  };
}

/** What judges are fooled by, and debates where the rule holds them against plain votes. */
function judgeTargets({ judges, debates }: Measured): Target[] {
  const debated = debates.filter(({ executable, rho }) => executable > 0 && rho > 0);
  return [
    trapTarget(judges),
    ...debated.map(({ rho, executableOnly, vote }) => ({
      ...lower(
        `wrong rulings with executable debate at equal tokens, rho ${rho}`,
        executableOnly.mean,
        vote.mean,
      ),
      unit: '%',
      baseline: vote.mean,
    })),
  ];
}

function lower(name: string, value: number, target: number): Target {
  return atMost({ name, value, target, unit: 'c' });
}

function higher(name: string, value: number, target: number): Target {
  return atLeast({ name, value, target, unit: 'c' });
}
