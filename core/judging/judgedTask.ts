import type { Hex } from '../contentId.ts';
import { NO_SLOT, unpackLanes } from '../lanes.ts';
import { saysOf } from '../saysOf.ts';
import { auditProbabilities, itemClasses, type AuditedTask } from './auditDraw.ts';
import type { LabelSource } from './auditScore.ts';
import type { JudgedItem } from './scoreEpoch.ts';

/** What the chain says of a settled task that jurors judged; words are lanes. */
export interface JudgedTask extends AuditedTask {
  readonly task: bigint;
  /** Answer slot of each lane's item. */
  readonly laneSlots: Hex;
  /** Members who answered, by slot. */
  readonly miners: readonly number[];
  readonly votes: readonly {
    readonly juror: number;
    /** Panel, from 0. */
    readonly stage: number;
    readonly scores: Hex;
  }[];
  /** Open votes of experts of every tier that ruled. */
  readonly readings: readonly { readonly expert: number; readonly scores: Hex }[];
  /** Lanes the lot drew. */
  readonly lot: Hex;
  /** What experts ruled in the end; absent when none did. */
  readonly ruling?: Hex;
  /** Labels of planted items by lane, once their seed is open. */
  readonly planted: ReadonlyMap<number, boolean>;
}

/**
 * A task's items with their labels. An item whose label cannot be known though it was drawn (no
 * quorum of experts, or they abstained) is left out. What was ruled on without being drawn counts as
 * undrawn: whoever disputes chooses, and a label that somebody chose says something about its choice.
 */
export function judgedItems(of: JudgedTask): readonly JudgedItem[] {
  const slots = unpackLanes(of.laneSlots);
  const drawn = unpackLanes(of.lot);
  const ruling = of.ruling === undefined ? undefined : unpackLanes(of.ruling);
  const probabilities = auditProbabilities(of);
  const classes = itemClasses(of);
  const read = of.readings.map(({ expert, scores }) => ({ expert, scores: unpackLanes(scores) }));
  const words = of.votes.map(({ scores, ...seat }) => ({ ...seat, scores: unpackLanes(scores) }));
  return slots.flatMap((slot, lane) => {
    const claimant = of.miners[slot];
    const valueClass = classes[lane];
    if (slot === NO_SLOT || claimant === undefined || valueClass === undefined) return [];
    const planted = of.planted.get(lane);
    const source = sourceOf({
      planted,
      isDrawn: drawn[lane] !== 0,
      says: saysOf(ruling?.[lane] ?? 0),
      probability: probabilities[lane] ?? 0,
    });
    if (source === undefined) return [];
    const votes = words.flatMap(({ juror, stage, scores }) => {
      const vote = saysOf(scores[lane] ?? 0);
      return vote === undefined ? [] : [{ juror, vote, stage }];
    });
    const readings = read.flatMap(({ expert, scores }) => {
      const vote = saysOf(scores[lane] ?? 0);
      return vote === undefined ? [] : [{ expert, vote }];
    });
    const isPlanted = planted !== undefined;
    return [{ task: of.task, lane, claimant, valueClass, isPlanted, votes, readings, source }];
  });
}

interface Known {
  readonly planted: boolean | undefined;
  readonly isDrawn: boolean;
  readonly says: boolean | undefined;
  readonly probability: number;
}

function sourceOf({ planted, isDrawn, says, probability }: Known): LabelSource | undefined {
  if (planted !== undefined) return { kind: 'known', label: planted };
  if (!isDrawn) return { kind: 'undrawn' };
  return says === undefined ? undefined : { kind: 'drawn', label: says, probability };
}
