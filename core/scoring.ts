import { LANES, NO_SLOT } from './lanes.ts';

/** What an item of an answer is worth, before anyone knows whether it is right. */
export interface ItemWeight {
  /** Weight the miner asked for, e.g. of the claimed severity. */
  readonly claimed: number;
  /** Weight the check found; equals `claimed` where the check has no opinion. */
  readonly proved: number;
  /** The miner's own probability that the item is valid, 0..1. */
  readonly confidence: number;
  /** Evidence level 0..1: 1 proved and patched, 0.85 proved, 0.3 at most when only judged. */
  readonly level: number;
}

export interface ScorableItem {
  readonly id: string;
  readonly verdict: 'valid' | 'invalid' | 'duplicate' | 'open';
  /** Items of different answers in one group are about the same thing and share its value. */
  readonly group: string | null;
  readonly weight: ItemWeight;
}

export interface ScorableAnswer {
  readonly slot: number;
  /** The whole answer was refused: it could not be read, or was no answer to this task. */
  readonly refused: boolean;
  readonly items: readonly ScorableItem[];
}

/** An open item that a panel judges; its index in the list is its lane. */
export interface Lane {
  readonly slot: number;
  readonly item: string;
  /** Most points the panel can give, 0..255. */
  readonly cap: number;
}

export interface ScoreSheet {
  /** Points proved, per slot 0..31, each 0..255. */
  readonly proved: readonly number[];
  readonly lanes: readonly Lane[];
  /** Slots whose answer was disproved: something wrong in it and nothing right or open. */
  readonly faults: readonly number[];
}

const FULL = 255;
/** Fee per item as a share of its weight: a spray of guesses costs more than silence. */
const FEE = 0.02;
/** Value left to each further finder of one thing: the slice rule of Code4rena. */
const DECAY = 0.85;

/**
 * Points of every answer to one task. Proper scoring (evaluation design 5.2): a valid item earns
 * `w·(2c - c²)`, a wrong one costs `w·c²`, every item pays a fee of 2 % of its weight; expected
 * score is highest when the stated confidence `c` is the true probability. An answer never scores
 * below zero. Points are relative: full marks are the best any answer could still reach.
 */
export function scoreAnswers(answers: readonly ScorableAnswer[]): ScoreSheet {
  const finders = countFinders(answers);
  const rows = answers.map((answer) => ({
    answer,
    score: Math.max(
      0,
      answer.items.reduce((total, item) => total + itemScore(item, finders), 0),
    ),
    open: answer.items.filter((item) => item.verdict === 'open'),
  }));
  const scale = Math.max(
    0,
    ...rows.map(({ score, open }) => score + open.reduce((sum, item) => sum + gain(item), 0)),
  );
  const toPoints = (value: number) =>
    scale === 0 ? 0 : Math.min(FULL, Math.floor(FULL * (value / scale)));

  const proved = Array.from({ length: LANES }, () => 0);
  for (const { answer, score } of rows) proved[answer.slot] = toPoints(score);
  return {
    proved,
    lanes: openLanes(rows, toPoints),
    faults: answers.filter(isFault).map(({ slot }) => slot),
  };
}

/** Slot of each lane, padded with the unused mark: the word `laneSlots` of a receipt. */
export function laneSlots(lanes: readonly Lane[]): number[] {
  return Array.from({ length: LANES }, (_, lane) => lanes[lane]?.slot ?? NO_SLOT);
}

/** Final points per slot once a panel's medians (0..255 per lane) are known; as TaskManager. */
export function finalPoints(
  proved: readonly number[],
  lanes: readonly Lane[],
  medians: readonly number[],
): number[] {
  const points = [...proved];
  lanes.forEach(({ slot, cap }, lane) => {
    points[slot] = (points[slot] ?? 0) + Math.floor((cap * (medians[lane] ?? 0)) / FULL);
  });
  return points;
}

function countFinders(answers: readonly ScorableAnswer[]): ReadonlyMap<string, number> {
  const finders = new Map<string, number>();
  for (const answer of answers) {
    const groups = new Set(
      answer.items.flatMap((item) =>
        item.verdict === 'valid' && item.group !== null ? [item.group] : [],
      ),
    );
    for (const group of groups) finders.set(group, (finders.get(group) ?? 0) + 1);
  }
  return finders;
}

function itemScore(item: ScorableItem, finders: ReadonlyMap<string, number>): number {
  const { claimed, confidence } = item.weight;
  const fee = FEE * claimed;
  switch (item.verdict) {
    case 'valid':
      return gain(item) * slice(finders.get(item.group ?? '') ?? 1) - fee;
    case 'invalid':
    case 'duplicate':
      return -claimed * confidence * confidence - fee;
    case 'open':
      return -fee;
  }
}

function gain({ weight }: ScorableItem): number {
  const { claimed, proved, confidence: c, level } = weight;
  return Math.min(claimed, proved) * level * (2 * c - c * c);
}

function slice(finders: number): number {
  let value = 1 / finders;
  for (let extra = 1; extra < finders; extra += 1) value *= DECAY;
  return value;
}

function isFault({ refused, items }: ScorableAnswer): boolean {
  if (refused) return true;
  const wrong = items.some(({ verdict }) => verdict === 'invalid' || verdict === 'duplicate');
  return wrong && !items.some(({ verdict }) => verdict === 'valid' || verdict === 'open');
}

/** The 32 most valuable open items; ties by slot, then by id, so that every validator agrees. */
function openLanes(
  rows: readonly { answer: ScorableAnswer; open: readonly ScorableItem[] }[],
  toPoints: (value: number) => number,
): Lane[] {
  return rows
    .flatMap(({ answer, open }) =>
      open.map((item) => ({ slot: answer.slot, item: item.id, cap: toPoints(gain(item)) })),
    )
    .filter(({ cap }) => cap > 0)
    .sort((a, b) => b.cap - a.cap || a.slot - b.slot || (a.item < b.item ? -1 : 1))
    .slice(0, LANES);
}
