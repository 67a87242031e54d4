import type { Hex } from '../contentId.ts';
import { payBooks, type PayEpoch, type ScoreLine } from '../economy/payBooks.ts';
import type { RootEntry } from '../economy/rootEntry.ts';
import { judgedItems, type JudgedTask } from './judgedTask.ts';
import { NO_RECORDS, scoreEpoch, type LabelRecords, type VoteScore } from './scoreEpoch.ts';

/** A judged task about which nothing can change any more. */
export interface ClosedTask extends JudgedTask {
  /** Chain time, unix seconds, from which that is so: it decides the epoch. */
  readonly closedAt: number;
}

/** Length of an epoch of pay: a day. */
export const PAY_EPOCH_SECONDS = 86_400;

/** The epoch of a moment, from 1. @param origin when the network began, unix seconds */
export function payEpochAt(time: number, origin: number): number {
  return 1 + Math.floor((time - origin) / PAY_EPOCH_SECONDS);
}

/** What an epoch's votes came to, and the labels of all epochs up to it. */
export interface ScoredEpoch {
  readonly scores: readonly VoteScore[];
  readonly records: LabelRecords;
}

/** Scores of the epochs from the first to `last`, each by the labels of those before it. */
export function scoreEpochs(
  tasks: readonly ClosedTask[],
  { origin, last }: { readonly origin: number; readonly last: number },
): readonly ScoredEpoch[] {
  const scored: ScoredEpoch[] = [];
  let records = NO_RECORDS;
  for (let epoch = 1; epoch <= last; epoch += 1) {
    const its = tasks.filter(({ closedAt }) => payEpochAt(closedAt, origin) === epoch);
    const next = scoreEpoch(records, its.flatMap(judgedItems));
    scored.push(next);
    records = next.records;
  }
  return scored;
}

export interface PayTerms {
  readonly stream: Hex;
  /** Owner of a member: accounts are owners. */
  readonly ownerOf: (juror: number) => Hex;
  /** wei for a score one whole above the others' mean, by epoch from the first. */
  readonly slopes: readonly bigint[];
}

/**
 * Wage of a vote, wei, where the slope of an epoch is given: 1.5 and 16 costs of judging, see
 * `payScale`.
 */
export function wageOf(slope: bigint): bigint {
  return (3n * slope) / 32n;
}

/**
 * The books of every epoch, one from another: an account keeps the index at which it first came, and
 * what it is owed adds up.
 */
export function payEpochs(
  epochs: readonly ScoredEpoch[],
  { stream, ownerOf, slopes }: PayTerms,
): readonly PayEpoch[] {
  const accounts: Hex[] = [];
  let before: readonly RootEntry[] = [];
  return epochs.slice(0, slopes.length).map(({ scores }, at): PayEpoch => {
    const slope = slopes[at] ?? 0n;
    const seats = scores
      .toSorted((a, b) => a.juror - b.juror)
      .map(({ juror, score }) => ({ account: lowerCase(ownerOf(juror)), score }));
    for (const { account } of seats) if (!accounts.includes(account)) accounts.push(account);
    const lines = accounts.map((account, index): ScoreLine => {
      const mine = seats.filter((seat) => seat.account === account);
      const score = mine.reduce((sum, one) => sum + one.score, 0);
      const wages = BigInt(mine.length) * wageOf(slope);
      return { index, account, seats: mine.length, score, wages };
    });
    const epoch = { stream, epoch: BigInt(at + 1), slope, scores: lines, before };
    before = payBooks(epoch).entries;
    return epoch;
  });
}

function lowerCase(address: Hex): Hex {
  return address.toLowerCase() as Hex;
}
