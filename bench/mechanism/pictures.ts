import { barChart } from './barChart.ts';
import type { Measured } from './targets.ts';

/** Pictures of a run, by file name. */
export function pictures({
  margins,
  attacks,
  errors,
  retention,
  debates,
}: Measured): Record<string, string> {
  const deviations = [...new Set(margins.rows.map(({ deviation }) => deviation))];
  const direct = attacks.filter(({ limit }) => !limit);
  const names = [...new Set(direct.map(({ attack }) => attack))];
  const values = [...new Set(direct.map(({ value }) => value))];
  const rules = Object.keys(errors[0]?.baselines ?? {});
  const published = errors.filter(
    ({ labelError, appeals }) => labelError === 0 && appeals === 'miners',
  );
  return {
    'margins.svg': barChart({
      title: 'What honest judging earns more than each deviation, a seat; worst and mean world',
      unit: 'in costs of judging one finding; dashed: the promised 0.2',
      series: ['worst world', 'mean over worlds'],
      mark: 0.2,
      bars: deviations
        .filter((name) => name !== 'selective revealer')
        .map((name) => {
          const means = margins.rows
            .filter(({ deviation }) => deviation === name)
            .map(({ margin }) => margin.mean);
          return { label: name, values: [Math.min(...means), mean(means)] };
        }),
    }),
    'flips.svg': barChart({
      title: 'Cost of one successful flip over the value flipped, worst world, 33 % of all seats',
      unit: 'times the value; dashed: break-even',
      series: values.map((value) => `V = ${value}c`),
      mark: 1,
      bars: names.map((name) => ({
        label: name,
        values: values.map((value) => {
          const rows = direct.filter((row) => row.attack === name && row.value === value);
          return Math.min(...rows.map(({ costPerFlip }) => costPerFlip)) / value;
        }),
      })),
    }),
    'errors.svg': barChart({
      title: 'Wrong verdicts at equal budget, items without executed proof',
      unit: '% of findings',
      series: ['PoIW', ...rules],
      bars: published.map(({ rho, population, ours, baselines }) => ({
        label: `rho ${rho}, ${population}`,
        values: [ours.error.mean, ...rules.map((rule) => baselines[rule]?.error.mean ?? 0)],
      })),
    }),
    'debate.svg': barChart({
      title: 'Wrong rulings of an expert tier at equal tokens',
      unit: '% of items',
      series: ['plain weighted vote', 'debate always', 'debate only with a proof that runs'],
      bars: debates.map(({ rho, executable, vote, talk, executableOnly }) => ({
        label: `rho ${rho}, right side can execute ${executable * 100} %`,
        values: [vote.mean, talk.mean, executableOnly.mean],
      })),
    }),
    'retention.svg': barChart({
      title: 'Honest utility needed to keep 60 % of the stake honest',
      unit: '% of all utility',
      series: ['PoIW', 'Yuma, re-implemented', 'Yuma, as published'],
      bars: retention.map(({ sigma, ours, yuma, published: figure }) => ({
        label: `sigma ${sigma}`,
        values: [ours.mean, yuma.mean, figure],
      })),
    }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
}
