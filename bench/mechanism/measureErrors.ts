import { attacksOn } from './attacks.ts';
import { BASELINES } from './baselines/baselines.ts';
import { READING } from './baselines/play.ts';
import { worldOf } from './measureMargins.ts';
import type { Plan } from './plan.ts';
import type { RunAll } from './runAll.ts';
import type { BaselineResult, Job, RuleResult } from './runJob.ts';
import { spreadOf, type Spread } from './statistics.ts';
import type { World } from './world.ts';

const SHARE = 0.33;
const FLIP = attacksOn('high')[0]?.name ?? '';
const POPULATIONS = ['honest', 'lazy, always valid', 'cheap shared model', FLIP] as const;

interface ErrorCell {
  /** Wrong final verdicts, % of findings without executed proof. */
  readonly error: Spread;
  /** Honest less deviating profit a seat, in costs. */
  readonly margin: Spread;
  /** Juror calls a finding, a reading counted as four. */
  readonly cost: number;
}

/** Verdict error of every rule in one world, at the budget ours needs there. */
export interface ErrorRow {
  readonly rho: number;
  readonly labelError: number;
  readonly appeals: World['appeals'];
  readonly population: string;
  readonly ours: ErrorCell;
  readonly baselines: Readonly<Record<string, ErrorCell>>;
}

interface Setting {
  readonly rho: number;
  readonly labelError: number;
  readonly appeals: World['appeals'];
  readonly population: string;
}

export async function measureErrors(runAll: RunAll, plan: Plan): Promise<ErrorRow[]> {
  const settings = [0, 0.2, 0.4].flatMap((rho) =>
    settingsAt(plan).flatMap(({ labelError, appeals }) =>
      POPULATIONS.map((population): Setting => ({ rho, labelError, appeals, population })),
    ),
  );
  const world = (setting: Setting, seed: number) => ({
    ...worldOf({ ...setting, share: SHARE, findings: plan.errorFindings, seed }),
    appeals: setting.appeals,
  });
  const ours = await runAll(
    settings.flatMap((setting) =>
      plan.seeds.map((seed): Job & { kind: 'rule' } => ({
        kind: 'rule',
        world: world(setting, seed),
        strategy: { name: setting.population },
      })),
    ),
  );
  const runs = plan.seeds.length;
  const oursOf = (i: number) => ours.slice(i * runs, (i + 1) * runs);
  const theirs = await runAll(
    settings.flatMap((setting, i) =>
      BASELINES.flatMap((name) =>
        plan.seeds.map((seed): Job & { kind: 'baseline' } => ({
          kind: 'baseline',
          name,
          world: world(setting, seed),
          strategy: { name: setting.population },
          budget: budgetOf(oursOf(i)),
        })),
      ),
    ),
  );
  return settings.map((setting, i) => ({
    ...setting,
    ours: cellOf(oursOf(i), budgetOf(oursOf(i))),
    baselines: Object.fromEntries(
      BASELINES.map((name, b) => {
        const start = (i * BASELINES.length + b) * runs;
        const results = theirs.slice(start, start + runs);
        return [name, cellOf(results, spreadOf(results.map(({ cost }) => cost)).mean)];
      }),
    ),
  }));
}

/** The published comparison; a full run adds publishers who appeal, and labels that are wrong. */
function settingsAt({ extraErrorWorlds }: Plan): Pick<Setting, 'labelError' | 'appeals'>[] {
  const published = { labelError: 0, appeals: 'miners' } as const;
  if (!extraErrorWorlds) return [published];
  return [published, { labelError: 0, appeals: 'both' }, { labelError: 0.1, appeals: 'miners' }];
}

function budgetOf(results: readonly RuleResult[]): number {
  return spreadOf(results.map(({ calls, readings }) => calls + READING * readings)).mean;
}

function cellOf(results: readonly (RuleResult | BaselineResult)[], cost: number): ErrorCell {
  return {
    error: spreadOf(results.map(({ error }) => error)),
    margin: spreadOf(results.map(({ honest, group }) => honest - group)),
    cost,
  };
}
