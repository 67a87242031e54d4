import type { Target } from '../target.ts';
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
  readonly stake: StakeGas;
  /** bytes */
  readonly largestContract: number;
}

/** One row per promised figure. */
export function gasTargets({ rows, stake, largestContract }: Figures): Target[] {
  const middle = rows.find(({ ours }) => ours.answers === 8 && ours.jurors === 7);
  const largest = rows.reduce((a, b) => (size(b) >= size(a) ? b : a));
  if (middle === undefined) throw new Error('8 answers x 7 jurors were not measured');
  const label = `${largest.ours.answers}x${largest.ours.jurors}`;
  const step = (name: string, most: number, pick: (row: GasRow) => number, from = middle) =>
    lower(name, pick(from.ours), most, pick(from.naive));
  const perScore = (row: GasRow) => Math.round(judging(row) / (row.answers * row.jurors));
  const ratio = (pick: (row: GasRow) => number, { ours, naive }: Measured) =>
    Math.round((100 * pick(naive)) / pick(ours)) / 100;
  return [
    step('publish', 130_000, (row) => row.publish),
    step('answer commit', 50_000, (row) => row.commitAnswerEach),
    step('answer reveal', 45_000, (row) => row.revealAnswerEach),
    step('panel of 7 drawn', 110_000, (row) => row.openPanel),
    step('vote commit', 50_000, (row) => row.commitVoteEach),
    step(`vote reveal, own, ${label}`, 42_000, (row) => row.revealVoteDirect, largest),
    step(`vote reveal, relayed, ${label}`, 15_000, (row) => row.revealVoteRelayed, largest),
    step('settle 8x7', 105_000, (row) => row.settle),
    step('judging 8x7, own reveals', 820_000, judgingDirect),
    step('judging 8x7, relayed', 650_000, judging),
    step(`judging per score, ${label}`, 5_000, perScore, largest),
    lower('claim', middle.ours.claimEach, 45_000, null),
    lower('stake top-up', stake.topUp, 70_000, null),
    lower('stake request', stake.requestUnstake, 45_000, null),
    lower('stake withdrawal', stake.withdraw, 60_000, null),
    higher(`judging ${label}, times cheaper than naive`, ratio(judging, largest), 4),
    higher(`whole task ${label}, times cheaper than naive`, ratio(whole, largest), 2),
    { ...lower('largest contract', largestContract, 16_384, null), unit: 'bytes' },
  ];
}

function size({ ours }: Measured): number {
  return ours.answers * ours.jurors;
}

function lower(name: string, value: number, target: number, baseline: number | null): Target {
  return { name, value, target, better: 'lower', unit: 'gas', pass: value <= target, baseline };
}

function higher(name: string, value: number, target: number): Target {
  return { name, value, target, better: 'higher', unit: 'x', pass: value >= target, baseline: 1 };
}
