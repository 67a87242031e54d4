import type { Strategy } from '../strategies.ts';
import type { World } from '../world.ts';
import { correlatedAgreement } from './agreement.ts';
import { randomAudit } from './audit.ts';
import { klerosAppeals, klerosExperts, klerosMajority, panelOf, uma } from './coherence.ts';
import { playBaseline, READING, type Baseline, type BaselineOutcome } from './play.ts';
import { yuma } from './yuma.ts';

/** Settings to choose among, per baseline, for a budget in juror calls a finding. */
const SETTINGS: Readonly<Record<string, (budget: number) => (() => Baseline)[]>> = {
  'majority, Kleros pay': (budget) => [() => klerosMajority(panelOf(budget))],
  'UMA fixed slash': (budget) => [() => uma(panelOf(budget))],
  'Yuma clip and bonds': (budget) => [() => yuma(panelOf(budget))],
  'correlated agreement': (budget) => [() => correlatedAgreement(panelOf(budget))],
  'Kleros, juror appeals': (budget) => upTo(budget).map((first) => () => klerosAppeals(first)),
  'Kleros, expert appeals': (budget) => upTo(budget).map((first) => () => klerosExperts(first)),
  'random audit only': (budget) =>
    upTo(budget).map(
      (jurors) => () => randomAudit(jurors, Math.min(1, (budget - jurors) / READING)),
    ),
};

export const BASELINES = Object.keys(SETTINGS);

function upTo(budget: number): number[] {
  return [1, 3, 5, 7, 9].filter((size) => size <= Math.max(3, budget));
}

/** A baseline may spend this much more than ours before a setting is refused. */
const SLACK = 1.03;

/** The best of a baseline's settings, by verdict error, among those within the budget. */
export function bestOf(
  name: string,
  { world, strategy, budget }: { world: World; strategy: Strategy; budget: number },
): BaselineOutcome {
  const outcomes = (SETTINGS[name]?.(budget) ?? []).map((make) =>
    playBaseline(world, strategy, make()),
  );
  const within = outcomes.filter(({ cost, findings }) => cost / findings <= budget * SLACK);
  const sorted = (within.length > 0 ? within : outcomes).toSorted(
    (a, b) => a.wrong / a.findings - b.wrong / b.findings,
  );
  const best = sorted[0];
  if (best === undefined) throw new Error(`no baseline ${name}`);
  return best;
}
