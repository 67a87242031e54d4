import type { Target } from '../target.ts';
import type { Cell } from './plan.ts';
import type { Spread } from './statistics.ts';
import type { Measured } from './targets.ts';

/** All figures of a run as Markdown tables. */
export function tables(
  measured: Measured,
  { targets, commit, runs }: { targets: readonly Target[]; commit: string; runs: number },
): string {
  const { margins, attacks, errors, pools, retention, judges, debates } = measured;
  const rules = Object.keys(errors[0]?.baselines ?? {});
  return [
    '# Measurements of the pay rule',
    '',
    `Written by \`npm run bench:mechanism\` on commit ${commit}, ${runs} runs a figure; \`mean ± standard deviation\` over runs. Money in c, the cost of judging one finding.`,
    '',
    '## Targets',
    '',
    table(
      ['figure', 'value', 'target', 'baseline', 'unit', ''],
      targets.map((one) => [
        one.name,
        String(one.value),
        `${one.better === 'lower' ? '≤' : '≥'} ${one.target}`,
        one.baseline === null ? '' : String(one.baseline),
        one.unit,
        one.pass ? 'pass' : '**miss**',
      ]),
    ),
    '## Margins',
    '',
    'Honest less deviating profit a seat; `own` is against what the same seats earn honestly.',
    '',
    table(
      ['deviation', 'share', 'world', 'margin', 'own', 'sd a finding', 'worst loss', 'error %'],
      margins.rows.map((row) => [
        row.deviation,
        String(row.share),
        world(row),
        spread(row.margin),
        spread(row.own),
        row.sdPerFinding.toFixed(1),
        row.worstLoss.toFixed(0),
        row.error.toFixed(2),
      ]),
    ),
    '## Attacks on verdicts, 33 % of juror and expert seats',
    '',
    'Rows marked *limit* are outside what the rule promises.',
    '',
    table(
      ['attack', 'V', 'world', 'cost a flip', 'success', 'profit a seat', 'profit an item'],
      attacks.map((row) => [
        row.limit ? `${row.attack} (*limit*)` : row.attack,
        String(row.value),
        world(row),
        // A flip that hardly ever comes has no price worth printing.
        row.success < 0.005 ? 'no flips' : row.costPerFlip.toFixed(0),
        row.success.toFixed(3),
        spread(row.marginal),
        spread(row.perItem),
      ]),
    ),
    '## Wrong verdicts at equal budget, %',
    '',
    table(
      ['rho', 'label error', 'appeals', 'population', 'budget', 'PoIW', ...rules],
      errors.map((row) => [
        String(row.rho),
        String(row.labelError),
        row.appeals,
        row.population,
        row.ours.cost.toFixed(1),
        spread(row.ours.error),
        ...rules.map((rule) => spread(row.baselines[rule]?.error)),
      ]),
    ),
    '## Margins of the same populations, c a seat',
    '',
    table(
      ['rho', 'label error', 'appeals', 'population', 'PoIW', ...rules],
      errors
        .filter(({ population }) => population !== 'honest')
        .map((row) => [
          String(row.rho),
          String(row.labelError),
          row.appeals,
          row.population,
          spread(row.ours.margin),
          ...rules.map((rule) => spread(row.baselines[rule]?.margin)),
        ]),
    ),
    '## Pools, 10,000 random tasks a run, reserve empty at the start',
    '',
    table(
      ['load', 'dear findings', 'peers end, %', 'experts end, %', 'lowest', 'uncapped', 'cut, %'],
      pools.map(({ load, highShare, runs: all }) => [
        load,
        `${highShare * 100} %`,
        ...(['peerBalance', 'expertBalance', 'lowest', 'lowestUncapped', 'cut'] as const).map(
          (figure) =>
            (all.reduce((sum, run) => sum + run[figure], 0) / Math.max(1, all.length)).toFixed(2),
        ),
      ]),
    ),
    '## Retention, %',
    '',
    table(
      ['sigma', 'PoIW', 'Yuma re-implemented', 'Yuma published'],
      retention.map((row) => [
        String(row.sigma),
        spread(row.ours),
        spread(row.yuma),
        String(row.published),
      ]),
    ),
    '## Scripted judges on planted items, % accepted (bare model in brackets)',
    '',
    table(
      ['judge', ...Object.keys(judges.rows[0]?.accepted ?? {}), 'swap consistency', 'abstained'],
      judges.rows.map((row) => [
        row.judge,
        ...Object.entries(row.accepted).map(
          ([kind, share]) => `${share.toFixed(0)} (${(row.bare[kind] ?? 0).toFixed(0)})`,
        ),
        row.swapConsistency.toFixed(0),
        row.abstained.toFixed(0),
      ]),
    ),
    `Both wrong, of the items either got wrong: ${judges.bothWrongAgree
      .map(({ pair, share }) => `${pair} ${share.toFixed(0)} %`)
      .join(', ')}.`,
    '',
    '## Debate against plain weighted voting at equal tokens, wrong rulings %',
    '',
    table(
      [
        'rho',
        'right side can execute',
        'plain vote',
        'experts voting',
        'debate',
        'only with a proof',
      ],
      debates.map((row) => [
        String(row.rho),
        `${row.executable * 100} %`,
        spread(row.vote),
        String(row.voters),
        spread(row.talk),
        spread(row.executableOnly),
      ]),
    ),
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}

function spread(value: Spread | undefined): string {
  return value === undefined ? '' : `${value.mean.toFixed(2)} ± ${value.sd.toFixed(2)}`;
}

function world({ rho, labelError }: Cell): string {
  return `rho ${rho}, label error ${labelError}`;
}
