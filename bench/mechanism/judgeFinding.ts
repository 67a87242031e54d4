import {
  addStage,
  binOf,
  nextStage,
  openPanel,
  type Bin,
  type PanelState,
} from '../../core/judging/panel.ts';
import type { Random } from './random.ts';
import type { Records } from './records.ts';
import type { Strategy } from './strategies.ts';
import { JURORS, observe, type Finding, type World } from './world.ts';

export interface Seat {
  readonly juror: number;
  readonly inGroup: boolean;
  readonly bin: Bin;
  readonly vote: boolean;
  readonly cost: number;
  readonly evidence: number;
  readonly revealed: boolean;
}

export interface Judged {
  readonly panel: PanelState;
  readonly seats: readonly Seat[];
  /** Bin of each stage held, with its seats. */
  readonly stages: readonly Bin[];
}

export interface Court {
  readonly world: World;
  readonly strategy: Strategy;
  readonly records: Pick<Records, 'evidence'>;
  readonly accuracies: readonly number[];
  readonly random: Random;
  readonly epoch: number;
}

/** Holds the stages of one finding's panel; a proof opens after the first. */
export function judgeFinding(court: Court, finding: Finding, opening: number): Judged {
  const seats: Seat[] = [];
  const stages: Bin[] = [];
  const drawSeats = createSeating(court, finding);
  let panel = openPanel(opening);
  const most = finding.source === 'proof' ? 1 : Infinity;
  for (let size = nextStage(panel); size > 0 && stages.length < most; size = nextStage(panel)) {
    const bin = binOf(panel);
    const voted = hideDissent(court.strategy, drawSeats(size, bin), panel);
    const opened = voted.filter(({ revealed }) => revealed);
    panel = addStage(
      panel,
      opened.map(({ evidence }) => evidence),
    );
    seats.push(...voted);
    stages.push(bin);
  }
  return { panel, seats, stages };
}

/** Draws jurors not yet on the panel and has them vote, each stage on its own. */
export function createSeating(court: Court, finding: Finding) {
  const { world, strategy, records, accuracies, random, epoch } = court;
  const taken = new Set<number>();
  const group = Math.round(world.share * JURORS);
  let members = 0;
  let firstLook: boolean | null = null;

  function vote(juror: number, bin: Bin): Seat {
    const accuracy = finding.crafted.jurors ?? accuracies[juror] ?? 0;
    const look = () => observe(world, finding, { accuracy, random });
    const shared = () => {
      const first = firstLook === null;
      firstLook ??= look();
      return { vote: firstLook, first };
    };
    const inGroup = juror < group;
    const at = { finding, bin, epoch, epochs: world.epochs, random, members, look, shared };
    const move = inGroup ? strategy.move(at) : { vote: look(), cost: 1 };
    const evidence = records.evidence(juror, move.vote);
    return { juror, inGroup, bin, ...move, evidence, revealed: true };
  }

  return (size: number, bin: Bin): Seat[] => {
    const drawn = Array.from({ length: size }, () => {
      let juror = Math.floor(random() * JURORS);
      while (taken.has(juror)) juror = Math.floor(random() * JURORS);
      taken.add(juror);
      return juror;
    });
    // A group knows all its seats before any of them commits.
    members += drawn.filter((juror) => juror < group).length;
    return drawn.map((juror) => vote(juror, bin));
  };
}

function hideDissent(
  strategy: Strategy,
  seats: readonly Seat[],
  panel: PanelState,
): readonly Seat[] {
  if (strategy.hidesDissent !== true) return seats;
  const open = seats
    .filter(({ inGroup }) => !inGroup)
    .reduce((sum, one) => sum + one.evidence, panel.logOdds);
  return seats.map((seat) =>
    seat.inGroup ? { ...seat, revealed: open === 0 || open > 0 === seat.vote } : seat,
  );
}
