import type { PostedWord } from '../../chain/caseState.ts';
import type { CourtPanel } from '../../core/courtRound.ts';
import type { Hex } from '../../core/contentId.ts';
import type { JudgeCase } from '../../core/judging/judgeCase.ts';
import { judgingOrder } from '../../core/judging/judgingOrder.ts';
import type { CheckedPoint, Side } from '../../core/judging/statement.ts';
import { unseal } from '../../core/seal.ts';
import { checkStatement, isNew, ROUNDS } from './debate.ts';
import type { Replay } from './expertModel.ts';
import { openedSeals, sealers, sealStep, wordAt, type OpenedSeal } from './postedWords.ts';
import {
  firstVoteSchema,
  hearingStatementSchema,
  readRecord,
  type ExpertVerdict,
  type FirstVote,
  type HearingStatement,
} from './records.ts';

/** An item in dispute, as the panel has it in front of itself. */
export interface DisputedItem {
  readonly lane: number;
  readonly slot: number;
  readonly item: string;
  /** Absent where the answer holds no such finding. */
  readonly case?: JudgeCase;
}

/** A panel's hearing, from the chain and the blobs alone: whoever looks sees the same. */
export interface HearingInput extends CourtPanel {
  readonly caseId: bigint;
  readonly seats: readonly number[];
  readonly posts: readonly PostedWord[];
  readonly items: readonly DisputedItem[];
  /** Sealed bytes by digest; undefined when nobody serves them. */
  readonly fetch: (contentHash: Hex) => Promise<Uint8Array | undefined>;
  readonly replay: Replay;
  /** Whether the time for a step is over. */
  readonly isOver: (step: number) => boolean;
}

/** Who argues which side of a split item. */
interface AssignedSides {
  readonly lane: number;
  readonly valid: number;
  readonly invalid: number;
}

/** What came of a hearing so far. */
export interface Hearing {
  readonly firsts: ReadonlyMap<number, FirstVote>;
  readonly sides: readonly AssignedSides[];
  /** By lane; struck points included. */
  readonly points: ReadonlyMap<number, readonly CheckedPoint[]>;
  /** Rounds held. */
  readonly rounds: number;
  /** `agreed`: nobody differed; `words`: nothing ran, so the debate counts for nothing. */
  readonly stop: 'agreed' | 'words' | 'stable' | 'rounds';
}

/** What is to be done next by one expert, or by nobody. */
export type Turn =
  | { readonly turn: 'seal'; readonly round: number; readonly so: Hearing }
  | { readonly turn: 'open'; readonly round: number; readonly contentHash: Hex }
  | { readonly turn: 'wait'; readonly round: number }
  | { readonly turn: 'vote'; readonly so: Hearing };

const NOTHING: Hearing = {
  firsts: new Map(),
  sides: [],
  points: new Map(),
  rounds: 0,
  stop: 'agreed',
};

/**
 * Follows a hearing as far as it went: sealed first votes, opened when all are in; on items on which
 * they differ two assigned sides, whose statements of a round are sealed before either is opened.
 * Debates of words alone count for nothing (docs/mechanism.md), so one in which nothing ran in the
 * first round ends there.
 *
 * @param me expert whose turn is asked for; undefined asks for what came of it
 */
export async function followHearing(input: HearingInput, me?: number): Promise<Turn> {
  const early = turnOf(input, { round: 0, takes: input.seats, so: NOTHING, me });
  if (early !== undefined) return early;
  const firsts = await readRound(input, 0, firstVoteSchema);
  const sides = assignSides(input, firsts);
  let so: Hearing = { ...NOTHING, firsts, sides };
  if (sides.length === 0) return { turn: 'vote', so };
  const debaters = [...new Set(sides.flatMap(({ valid, invalid }) => [valid, invalid]))];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const turn = turnOf(input, { round, takes: debaters, so, me });
    if (turn !== undefined) return turn;
    const statements = await readRound(input, round, hearingStatementSchema);
    const fresh = await checkRound(input, { round, sides, statements, replay: input.replay });
    const news = [...fresh].some(([lane, points]) =>
      points.some((point) => isNew(point, so.points.get(lane) ?? [])),
    );
    const points = merged(so.points, fresh);
    so = { ...so, points, rounds: round, stop: 'rounds' };
    if (round === 1 && !ran(points)) return { turn: 'vote', so: { ...so, stop: 'words' } };
    if (!news) return { turn: 'vote', so: { ...so, stop: 'stable' } };
  }
  return { turn: 'vote', so };
}

interface Round {
  readonly round: number;
  /** Experts whose words the round waits for. */
  readonly takes: readonly number[];
  readonly so: Hearing;
  readonly me: number | undefined;
}

/** The turn of a round that is not over; undefined when it is. */
function turnOf(input: HearingInput, { round, takes, so, me }: Round): Turn | undefined {
  const { posts, isOver } = input;
  const step = sealStep(round);
  const sealed = sealers(posts, step);
  const opening = posts.some((post) => post.step === step + 1);
  if (me !== undefined && takes.includes(me) && !opening && !isOver(step)) {
    if (wordAt(posts, me, step) === undefined) return { turn: 'seal', round, so };
  }
  const allIn = opening || isOver(step) || takes.every((one) => sealed.includes(one));
  if (!allIn) return { turn: 'wait', round };
  const closed = isOver(step + 1);
  const mine = me === undefined ? undefined : wordAt(posts, me, step);
  if (me !== undefined && mine !== undefined && sealed.includes(me) && !closed) {
    if (wordAt(posts, me, step + 1) === undefined) {
      return { turn: 'open', round, contentHash: mine };
    }
  }
  const allOpen = sealed.every((one) => wordAt(posts, one, step + 1) !== undefined);
  return closed || allOpen ? undefined : { turn: 'wait', round };
}

async function readRound<T extends FirstVote | HearingStatement>(
  input: HearingInput,
  round: number,
  schema: Parameters<typeof readRecord<T>>[0],
): Promise<Map<number, T>> {
  const { posts, seats, caseId, tier, rolled } = input;
  const read = new Map<number, T>();
  for (const seal of openedSeals(posts, seats, sealStep(round))) {
    const plain = await open(input, seal);
    const { expertId } = seal;
    const by = { caseId, tier, rolled, expertId };
    const record = plain === undefined ? undefined : readRecord(schema, plain, by);
    if (record !== undefined) read.set(expertId, record);
  }
  return read;
}

async function open(
  { fetch }: HearingInput,
  { contentHash, salt }: OpenedSeal,
): Promise<Uint8Array | undefined> {
  const sealed = await fetch(contentHash);
  try {
    return sealed === undefined ? undefined : unseal(sealed, salt);
  } catch {
    return undefined;
  }
}

/** What an expert's first vote says about a lane. */
export function firstVerdict(vote: FirstVote | undefined, lane: number): ExpertVerdict {
  return vote?.judgements.find((one) => one.lane === lane)?.verdict ?? 'abstain';
}

/** Two speakers for every item on which first votes differ: by lot, whatever they think. */
function assignSides(
  { caseId, tier, rolled, seats, items }: HearingInput,
  firsts: ReadonlyMap<number, FirstVote>,
): AssignedSides[] {
  const present = seats.filter((id) => firsts.has(id));
  return items.flatMap(({ lane, case: of }) => {
    const said = new Set(present.map((id) => firstVerdict(firsts.get(id), lane)));
    if (of === undefined || !said.has('valid') || !said.has('invalid')) return [];
    const order = judgingOrder(present.length, `${caseId}|${tier}|${rolled}|sides|${lane}`);
    const [valid, invalid] = order.map((at) => present[at]);
    return valid === undefined || invalid === undefined ? [] : [{ lane, valid, invalid }];
  });
}

interface Said {
  readonly round: number;
  readonly sides: readonly AssignedSides[];
  readonly statements: ReadonlyMap<number, HearingStatement>;
  readonly replay: Replay;
}

/** Every point of a round, looked at; one that was not assigned its side is not heard. */
async function checkRound(
  { items }: HearingInput,
  { round, sides, statements, replay }: Said,
): Promise<Map<number, CheckedPoint[]>> {
  const checked = new Map<number, CheckedPoint[]>();
  for (const assigned of sides) {
    const of = items.find(({ lane }) => lane === assigned.lane)?.case;
    if (of === undefined) continue;
    const points: CheckedPoint[] = [];
    for (const side of ['valid', 'invalid'] as const satisfies readonly Side[]) {
      const said = statements
        .get(assigned[side])
        ?.items.find((one) => one.lane === assigned.lane && one.side === side);
      const reply = said === undefined ? undefined : { points: said.points };
      points.push(...(await checkStatement(of, { side, round, reply, replay })));
    }
    checked.set(assigned.lane, points);
  }
  return checked;
}

function merged(
  before: Hearing['points'],
  fresh: ReadonlyMap<number, readonly CheckedPoint[]>,
): Map<number, readonly CheckedPoint[]> {
  const all = new Map(before);
  for (const [lane, points] of fresh) all.set(lane, [...(before.get(lane) ?? []), ...points]);
  return all;
}

/** Whether anything was executed on any item. */
function ran(points: Hearing['points']): boolean {
  return [...points.values()].flat().some(({ evidence }) => evidence === 'executed');
}
