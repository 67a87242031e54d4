import { DEVIATIONS } from './deviations.ts';
import { EPOCHS, type Cell, type Plan } from './plan.ts';
import type { RunAll } from './runAll.ts';
import type { Job, RuleResult } from './runJob.ts';
import { round, spreadOf, type Spread } from './statistics.ts';
import { HONEST } from './strategies.ts';

/** One deviation in one world, over all seeds; money in costs of judging a finding, a seat. */
export interface MarginRow extends Cell {
  readonly deviation: string;
  readonly share: number;
  /** Honest less deviating profit in the same world. */
  readonly margin: Spread;
  /** What the same seats earn honestly, less what they earn deviating. */
  readonly own: Spread;
  readonly honestProfit: Spread;
  /** Deviation of an honest seat's profit, and its worst loss. */
  readonly sdPerFinding: number;
  readonly worstLoss: number;
  readonly error: number;
  readonly calls: number;
  readonly readings: number;
}

export interface Margins {
  readonly rows: readonly MarginRow[];
  readonly inexact: number;
  readonly settlements: number;
}

type RuleJob = Extract<Job, { kind: 'rule' }>;

export async function measureMargins(runAll: RunAll, plan: Plan): Promise<Margins> {
  const settings = plan.shares.flatMap(({ share, findings, cells }) =>
    cells.map((cell) => ({ ...cell, share, findings })),
  );
  const names = [HONEST.name, ...DEVIATIONS.map(({ name }) => name)];
  const keyed = settings.flatMap((setting) =>
    names.flatMap((name) =>
      plan.seeds.map((seed): { key: string; job: RuleJob } => ({
        key: keyOf({ ...setting, name }),
        job: { kind: 'rule', world: worldOf({ ...setting, seed }), strategy: { name } },
      })),
    ),
  );
  const results = await runAll(keyed.map(({ job }) => job));
  const byKey = new Map<string, RuleResult[]>();
  keyed.forEach(({ key }, i) => {
    const result = results[i];
    if (result) byKey.set(key, [...(byKey.get(key) ?? []), result]);
  });
  const of = (setting: Setting, name: string) => byKey.get(keyOf({ ...setting, name })) ?? [];
  return {
    rows: settings.flatMap((setting) =>
      DEVIATIONS.map(({ name }) =>
        toRow(setting, name, { runs: of(setting, name), honest: of(setting, HONEST.name) }),
      ),
    ),
    inexact: results.reduce((sum, one) => sum + one.inexact, 0),
    settlements: results.reduce((sum, one) => sum + one.settlements, 0),
  };
}

interface Setting extends Cell {
  readonly share: number;
  readonly findings: number;
}

export function worldOf({ rho, labelError, share, findings, seed }: Setting & { seed: number }) {
  const findingsPerEpoch = Math.round(findings / EPOCHS.epochs);
  return { rho, labelError, share, seed, findingsPerEpoch, ...EPOCHS };
}

function keyOf({ rho, labelError, share, name }: Setting & { name: string }): string {
  return [rho, labelError, share, name].join('|');
}

function toRow(
  { rho, labelError, share }: Setting,
  deviation: string,
  {
    runs,
    honest,
  }: { readonly runs: readonly RuleResult[]; readonly honest: readonly RuleResult[] },
): MarginRow {
  const mean = (pick: (run: RuleResult) => number) => spreadOf(runs.map(pick)).mean;
  return {
    deviation,
    share,
    rho,
    labelError,
    margin: spreadOf(runs.map((run) => run.honest - run.group)),
    own: spreadOf(runs.map((run, i) => (honest[i]?.group ?? 0) - run.group)),
    honestProfit: spreadOf(honest.map((run) => run.honest)),
    sdPerFinding: mean(({ sd }) => sd),
    worstLoss: round(Math.min(...runs.map(({ worst }) => worst))),
    error: mean(({ error }) => error),
    calls: mean(({ calls }) => calls),
    readings: mean(({ readings }) => readings),
  };
}
