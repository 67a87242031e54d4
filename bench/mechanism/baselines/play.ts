import { createSeating, type Seat } from '../judgeFinding.ts';
import type { Random } from '../random.ts';
import { createRandom } from '../random.ts';
import type { Strategy } from '../strategies.ts';
import { addTo, createTally, type Tally } from '../tally.ts';
import { drawAccuracies, drawFinding, type Finding, type World } from '../world.ts';

/** Mean pay of a seat under every baseline: what ours pays, so that only the rules differ. */
export const WAGE = 1.5;
/** Juror calls that one expert reading costs. */
export const READING = 4;

/** What a baseline makes of one finding. */
export interface Settled {
  readonly verdict: boolean;
  /** Every seat that judged it, first panel and appeals, with its pay before the epoch's end. */
  readonly seats: readonly { readonly seat: Seat; readonly pay: number }[];
  /** Calls and readings, in calls. */
  readonly cost: number;
}

export interface BaselineRun {
  readonly world: World;
  readonly strategy: Strategy;
  readonly random: Random;
  /** Seats jurors not yet on the panel; all votes of a finding are sealed. */
  readonly draw: (size: number) => Seat[];
}

export interface Baseline {
  readonly name: string;
  readonly settle: (run: BaselineRun, finding: Finding) => Settled;
  /** Pay decided at the end of an epoch: per juror, for all his seats of it; none for most rules. */
  readonly endEpoch?: () => ReadonlyMap<number, number>;
}

export interface BaselineOutcome {
  readonly honest: Tally;
  readonly group: Tally;
  readonly onTarget: Tally;
  targets: number;
  flips: number;
  findings: number;
  wrong: number;
  cost: number;
}

/** Plays a baseline over the same kind of findings as ours, none of them with an executed proof. */
export function playBaseline(world: World, strategy: Strategy, rule: Baseline): BaselineOutcome {
  const random = createRandom(world.seed);
  const accuracies = drawAccuracies(world, random);
  const outcome = {
    ...figures(),
    honest: createTally(),
    group: createTally(),
    onTarget: createTally(),
  };
  const plain = { ...world, proofShare: 0, plantedShare: 0 };
  const records = { evidence: () => 0 };
  for (let epoch = 0; epoch < world.epochs; epoch += 1) {
    const measured = epoch >= world.warmUp;
    const court = { world: plain, strategy, records, accuracies, random, epoch };
    const places: { seat: Seat; pay: number; target: boolean }[] = [];
    for (let i = 0; i < world.findingsPerEpoch; i += 1) {
      const { claims, rivals = 0 } = strategy;
      const finding = drawFinding(plain, random, { claims, epoch, rivals });
      const seats = createSeating(court, finding);
      const run = { world: plain, strategy, random, draw: (size: number) => seats(size, 0) };
      const settled = rule.settle(run, finding);
      const target = finding.wanted !== null;
      places.push(...settled.seats.map((one) => ({ ...one, target })));
      if (measured) count(outcome, finding, settled);
    }
    const extra = spread(rule.endEpoch?.() ?? new Map<number, number>(), places);
    if (measured) for (const place of places) pay(outcome, place, extra(place.seat.juror));
  }
  return outcome;
}

function figures() {
  return { targets: 0, flips: 0, findings: 0, wrong: 0, cost: 0 };
}

function count(outcome: BaselineOutcome, finding: Finding, { verdict, cost }: Settled): void {
  outcome.findings += 1;
  outcome.cost += cost;
  if (verdict !== finding.truth) outcome.wrong += 1;
  if (finding.wanted === null) return;
  outcome.targets += 1;
  if (verdict === finding.wanted && verdict !== finding.truth) outcome.flips += 1;
}

/** Divides what a juror got at the end of the epoch among his seats. */
function spread(
  pot: ReadonlyMap<number, number>,
  places: readonly { readonly seat: Seat }[],
): (juror: number) => number {
  const seats = new Map<number, number>();
  for (const { seat } of places) seats.set(seat.juror, (seats.get(seat.juror) ?? 0) + 1);
  return (juror) => (pot.get(juror) ?? 0) / (seats.get(juror) ?? 1);
}

function pay(
  outcome: BaselineOutcome,
  { seat, pay: own, target }: { seat: Seat; pay: number; target: boolean },
  extra: number,
): void {
  const profit = own + extra - seat.cost;
  addTo(seat.inGroup ? outcome.group : outcome.honest, profit);
  if (seat.inGroup && target) addTo(outcome.onTarget, profit);
}
