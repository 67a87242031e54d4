import { auditScore, type LabelSource } from './auditScore.ts';
import { claimantClass, type ClaimantClass } from './claimantClass.ts';
import { addLabel, decayCounts, NO_LABELS, type LabelCounts } from './labelCounts.ts';
import type { ValueClass } from './labelDraw.ts';
import { likelihoodRatio } from './likelihoodRatio.ts';
import { addStage, binOf, openPanel, type Bin } from './panel.ts';
import {
  addWeight,
  decayWeights,
  NO_WEIGHTS,
  truthShare,
  type LabelWeights,
} from './truthShare.ts';
import { PPM } from './units.ts';

/** One juror's yes or no about an item; who abstained is not among them. */
interface ItemVote {
  /** Member id. */
  readonly juror: number;
  readonly vote: boolean;
  /** Panel in which he sat, from 0: whoever voted later had the earlier votes before him. */
  readonly stage: number;
}

/** An item that jurors judged, with what is known of it in the end. */
export interface JudgedItem {
  readonly task: bigint;
  readonly lane: number;
  /** Member whose claim it is. */
  readonly claimant: number;
  readonly valueClass: ValueClass;
  readonly isPlanted: boolean;
  readonly votes: readonly ItemVote[];
  /** Experts' votes about it. */
  readonly readings: readonly { readonly expert: number; readonly vote: boolean }[];
  readonly source: LabelSource;
}

/** What past epochs say of judges, claimants and strata. */
export interface LabelRecords {
  /** Jurors and experts by member id. */
  readonly judges: ReadonlyMap<number, LabelCounts>;
  readonly claimants: ReadonlyMap<number, LabelWeights>;
  readonly strata: ReadonlyMap<string, LabelWeights>;
}

export const NO_RECORDS: LabelRecords = {
  judges: new Map(),
  claimants: new Map(),
  strata: new Map(),
};

/** A vote with its score. */
export interface VoteScore {
  readonly task: bigint;
  readonly lane: number;
  readonly juror: number;
  readonly vote: boolean;
  /** Null where no label was drawn. */
  readonly label: boolean | null;
  /** ppm */
  readonly score: number;
}

/**
 * Scores an epoch's votes by the records of the epochs before it, and says what the records are after
 * it. The same items and records give the same scores on any machine, whatever the order of items.
 */
export function scoreEpoch(
  records: LabelRecords,
  items: readonly JudgedItem[],
): { readonly scores: readonly VoteScore[]; readonly records: LabelRecords } {
  const ordered = items.toSorted((a, b) => compare(a.task, b.task) || a.lane - b.lane);
  const judged = ordered.map((item) => ({ item, panel: judge(records, item) }));
  const scores = judged.flatMap(({ item, panel }) => panel.map((seat) => scoreOf(item, seat)));
  return { scores, records: advance(records, judged) };
}

interface Seat extends ItemVote {
  readonly bin: Bin;
  readonly truthShare: number;
  readonly othersLogOdds: number;
}

/** The panel replayed stage by stage: what each seat knew, and what the others said. */
function judge(records: LabelRecords, item: JudgedItem): Seat[] {
  const claimant = classOf(records, item);
  const share = (key: string) => truthShare(records.strata.get(key) ?? NO_WEIGHTS);
  const evidenceOf = ({ juror, vote }: ItemVote) =>
    likelihoodRatio(records.judges.get(juror) ?? NO_LABELS, vote);
  let panel = openPanel(share(stratum({ ...item, isPlanted: false }, 0, claimant)));
  const seats: (ItemVote & { bin: Bin; evidence: number })[] = [];
  const last = Math.max(-1, ...item.votes.map(({ stage }) => stage));
  for (let stage = 0; stage <= last; stage += 1) {
    const bin = binOf(panel);
    const mine = item.votes
      .filter((one) => one.stage === stage)
      .map((one) => ({ ...one, bin, evidence: evidenceOf(one) }));
    seats.push(...mine);
    panel = addStage(
      panel,
      mine.map(({ evidence }) => evidence),
    );
  }
  const { logOdds } = panel;
  return seats.map(({ evidence, ...seat }) => ({
    ...seat,
    truthShare: share(stratum(item, seat.bin, claimant)),
    othersLogOdds: logOdds - evidence,
  }));
}

function scoreOf({ task, lane, source }: JudgedItem, seat: Seat): VoteScore {
  const label = source.kind === 'undrawn' ? null : source.label;
  return { task, lane, juror: seat.juror, vote: seat.vote, label, score: auditScore(seat, source) };
}

/** Past labels fade by an epoch, the epoch's own are added. */
function advance(
  before: LabelRecords,
  judged: readonly { readonly item: JudgedItem; readonly panel: readonly Seat[] }[],
): LabelRecords {
  const judges = new Map([...before.judges].map(([id, counts]) => [id, decayCounts(counts)]));
  const count = (id: number, vote: boolean, label: boolean) => {
    judges.set(id, addLabel(judges.get(id) ?? NO_LABELS, vote, label));
  };
  const claimants = new Map([...before.claimants].map(([id, one]) => [id, decayWeights(one)]));
  const strata = new Map([...before.strata].map(([key, one]) => [key, decayWeights(one)]));
  for (const { item, panel } of judged) {
    const { source, claimant } = item;
    if (source.kind === 'undrawn') continue;
    const probability = source.kind === 'drawn' ? source.probability : PPM;
    for (const { juror, vote } of panel) count(juror, vote, source.label);
    // What is known without experts is no measure of them: they may have known it too.
    const readings = source.kind === 'drawn' ? item.readings : [];
    for (const { expert, vote } of readings) count(expert, vote, source.label);
    const more = <Key>(of: Map<Key, LabelWeights>, key: Key) => {
      of.set(key, addWeight(of.get(key) ?? NO_WEIGHTS, source.label, probability));
    };
    const bins = new Set(panel.map(({ bin }) => bin));
    for (const bin of bins) more(strata, stratum(item, bin, classOf(before, item)));
    if (!item.isPlanted) more(claimants, claimant);
  }
  return { judges, claimants, strata };
}

/** Planted items have no claimant whose record could matter. */
function classOf(records: LabelRecords, { claimant, isPlanted }: JudgedItem): ClaimantClass {
  return isPlanted ? 'new' : claimantClass(records.claimants.get(claimant) ?? NO_WEIGHTS);
}

function stratum(
  { isPlanted, valueClass }: Pick<JudgedItem, 'isPlanted' | 'valueClass'>,
  bin: Bin,
  claimant: ClaimantClass,
): string {
  return `${isPlanted ? 'planted' : 'real'}|${bin}|${valueClass}|${claimant}`;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
