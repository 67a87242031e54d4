import type { EpochRow } from './measureEpoch.ts';
import { atLeast, atMost, type Target } from '../target.ts';
import { judging, judgingDirect, whole, type GasRow } from './gasRow.ts';

export interface Measured {
  readonly ours: GasRow;
  readonly naive: GasRow;
}

export interface StakeGas {
  readonly topUp: number;
  readonly requestUnstake: number;
  readonly withdraw: number;
}

interface Figures {
  readonly rows: readonly Measured[];
  readonly epochs: readonly EpochRow[];
  readonly stake: StakeGas;
  /** bytes */
  readonly largestContract: number;
}

/** Answers x jurors of the task whose steps have targets. */
const PROMISED_SIZE = '32x21';

/** One row per promised figure. */
export function gasTargets({ rows, epochs, largestContract }: Figures): Target[] {
  const largest = largestOf(rows);
  return [
    ...(labelOf(largest) === PROMISED_SIZE ? largestTargets(largest) : []),
    ...epochs.flatMap((epoch) => epochTarget(epoch, rows)),
    lower('claim credit', middleOf(rows).ours.claimEach, 55_000, null),
    atMost({ name: 'largest contract', value: largestContract, target: 24_576, unit: 'bytes' }),
  ];
}

/** What is promised of the largest task; a quick run has none. */
function largestTargets({ ours, naive }: Measured): Target[] {
  const step = (name: string, most: number, pick: (row: GasRow) => number) =>
    lower(name, pick(ours), most, pick(naive));
  const ratio = (pick: (row: GasRow) => number) =>
    Math.round((100 * pick(naive)) / pick(ours)) / 100;
  return [
    step('commit', 50_000, (row) => row.commitVoteEach),
    step('reveal relayed', 17_000, (row) => row.revealVoteRelayed),
    step(`settle ${PROMISED_SIZE}`, 200_000, (row) => row.settle),
    higher(`judging ${PROMISED_SIZE}, times cheaper than naive`, ratio(judging), 4),
    higher(`whole task ${PROMISED_SIZE}, times cheaper than naive`, ratio(whole), 2),
  ];
}

/** A step nobody promised: what it costs beside what the design's prototype was estimated at. */
export interface Estimate {
  readonly name: string;
  /** gas */
  readonly value: number;
  readonly estimate: number;
  readonly naive: number | null;
}

/** The prototypes knew no membership, no bonds and no phase rules, so most estimates are too low. */
export function gasEstimates({ rows, stake }: Figures): Estimate[] {
  const [middle, largest] = [middleOf(rows), largestOf(rows)];
  const step = (name: string, estimate: number, pick: (row: GasRow) => number, of = middle) => ({
    ...{ name, value: pick(of.ours), estimate, naive: pick(of.naive) },
  });
  const perScore = (row: GasRow) => Math.round(judging(row) / (row.answers * row.jurors));
  return [
    step('publish', 130_000, (row) => row.publish),
    step('answer commit', 50_000, (row) => row.commitAnswerEach),
    step('answer reveal', 45_000, (row) => row.revealAnswerEach),
    step('panel of 7 drawn', 110_000, (row) => row.openPanel),
    step('reveal own', 45_000, (row) => row.revealVoteDirect, largest),
    step('settle 8x7', 105_000, (row) => row.settle),
    step('judging 8x7, own reveals', 820_000, judgingDirect),
    step('judging 8x7, relayed', 650_000, judging),
    step(`judging per score, ${labelOf(largest)}`, 5_000, perScore, largest),
    { name: 'stake top-up', value: stake.topUp, estimate: 70_000, naive: null },
    { name: 'stake request', value: stake.requestUnstake, estimate: 45_000, naive: null },
    { name: 'stake withdrawal', value: stake.withdraw, estimate: 60_000, naive: null },
  ];
}

function middleOf(rows: readonly Measured[]): Measured {
  const middle = rows.find(({ ours }) => ours.answers === 8 && ours.jurors === 7);
  if (middle === undefined) throw new Error('8 answers x 7 jurors were not measured');
  return middle;
}

function largestOf(rows: readonly Measured[]): Measured {
  return rows.reduce((a, b) => (size(b) >= size(a) ? b : a));
}

function labelOf({ ours }: Measured): string {
  return `${ours.answers}x${ours.jurors}`;
}

/** What is promised of a task of an epoch, by its size. */
export const EPOCH_MOST: Readonly<Record<string, number>> = {
  '32x21x50': 110_000,
  '8x21x50': 100_000,
};

function epochTarget(epoch: EpochRow, rows: readonly Measured[]): Target[] {
  const size = `${epoch.answers}x${epoch.jurors}x${epoch.tasks}`;
  const most = EPOCH_MOST[size];
  const base = rows.find(
    ({ naive }) => naive.answers === epoch.answers && naive.jurors === epoch.jurors,
  );
  if (most === undefined || epoch.steps !== 'one') return [];
  return [
    lower(`epoch ${size}`, epoch.perTask, most, base === undefined ? null : judging(base.naive)),
  ];
}

function size({ ours }: Measured): number {
  return ours.answers * ours.jurors;
}

function lower(name: string, value: number, target: number, baseline: number | null): Target {
  return atMost({ name, value, target, unit: 'gas', baseline });
}

function higher(name: string, value: number, target: number): Target {
  return atLeast({ name, value, target, unit: 'x', baseline: 1 });
}
