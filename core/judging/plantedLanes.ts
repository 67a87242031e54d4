import type { Hex } from '../contentId.ts';
import { unpackLanes } from '../lanes.ts';
import { canaryCommitment } from './canaries.ts';
import { plantedSalt } from './plantedSalt.ts';

/** A planter's word on chain. */
export interface SeedWord {
  readonly word: Hex;
  /** Chain time, unix seconds. */
  readonly postedAt: number;
}

/** A seed that is open, and the time in which nobody but its owner knew it; unix seconds. */
export interface OpenSeed {
  readonly seed: Hex;
  readonly committedAt: number;
  readonly openedAt: number;
}

/** The seeds that words opened, oldest first; a word that the next one does not fit opens nothing. */
export function openSeeds(words: readonly SeedWord[]): readonly OpenSeed[] {
  return words.flatMap(({ word, postedAt }, at) => {
    const next = words[at + 1];
    if (next === undefined || canaryCommitment(next.word) !== word) return [];
    return [{ seed: next.word, committedAt: postedAt, openedAt: next.postedAt }];
  });
}

/** What the chain says of a judged task; times are unix seconds. */
export interface PlantedIn {
  readonly chainId: bigint;
  /** TaskManager. */
  readonly contract: Hex;
  readonly taskId: bigint;
  /** Last second in which answers were sealed. */
  readonly commitEnd: number;
  /** Last second in which votes were opened. */
  readonly votesEnd: number;
  /** First second in which the task's votes can be scored: what is opened then comes too late. */
  readonly scoredAt: number;
  /** In slot order; the salt once revealed. */
  readonly answers: readonly { readonly worker: Hex; readonly salt?: Hex }[];
  /** Answer slot of each lane's item. */
  readonly laneSlots: Hex;
}

/**
 * Labels of planted items by lane. A seed counts that was committed while answers were still taken
 * and stayed closed until the last vote was open; everything in a planted answer is false.
 */
export function plantedLanes(
  of: PlantedIn,
  seeds: readonly OpenSeed[],
): ReadonlyMap<number, boolean> {
  const fitting = seeds.filter(
    ({ committedAt, openedAt }) =>
      committedAt <= of.commitEnd && openedAt > of.votesEnd && openedAt < of.scoredAt,
  );
  const planted = of.answers.map(({ worker, salt }) =>
    fitting.some(({ seed }) => plantedSalt(seed, { ...of, round: 0, actor: worker }) === salt),
  );
  const lanes = unpackLanes(of.laneSlots).flatMap((slot, lane) =>
    planted[slot] === true ? [lane] : [],
  );
  return new Map(lanes.map((lane) => [lane, false]));
}
