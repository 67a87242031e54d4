import { packLanes, unpackLanes } from '../../core/lanes.ts';
import type { Hex } from '../../core/contentId.ts';
import { VERDICT_SCORES } from '../../core/judging/judgeFinding.ts';
import { firstVerdict, type Hearing } from './hearing.ts';
import type { ContestedItem, ExpertMind } from './expertMind.ts';
import type { Author, RulingRecord, Transcript } from './records.ts';

export interface RulingInput extends Author {
  readonly mind: ExpertMind;
  readonly items: readonly ContestedItem[];
  readonly hearing: Hearing;
  /** The decision in dispute. */
  readonly standing: Hex;
  /** Answer slot of the accused, when he is accused of having claimed what is not so. */
  readonly accusedSlot?: number | undefined;
  readonly signal: AbortSignal;
}

const GUILTY = 255;
const HALF = 128;

/**
 * An expert's final vote: second thoughts where a debate brought something that ran, the first vote
 * elsewhere. Items nobody disputes, and those he abstains from, keep the score they have.
 */
export async function decideRuling(input: RulingInput): Promise<RulingRecord> {
  const { items, standing, accusedSlot } = input;
  const scores = unpackLanes(standing);
  const decided: RulingRecord['items'] = [];
  let convicted = false;
  for (const item of items) {
    if (!item.contested) continue;
    const one = await decideItem(input, item);
    decided.push(one);
    scores[item.lane] = one.score;
    const overturned = item.standing >= HALF && one.score < HALF;
    if (overturned && item.slot === accusedSlot) convicted = true;
  }
  const { caseId, tier, rolled, expertId } = input;
  return {
    schema: 'poiw.ruling/v1',
    ...{ case: caseId.toString(), tier, rolled, expert: expertId },
    items: decided,
    scores: packLanes(scores),
    guilt: convicted ? GUILTY : 0,
    transcript: transcriptOf(input.hearing),
    reason: decided.map(tellItem).join('\n').slice(0, 2_000),
  };
}

/** A hearing as a document, in the order of lanes and of what was said. */
function transcriptOf({ rounds, stop, points }: Hearing): Transcript {
  const lanes = [...points].sort(([a], [b]) => a - b);
  return {
    ...{ rounds, stop },
    points: lanes.flatMap(([lane, said]) =>
      said.map(({ side, round, evidence, text, citation, artefact }) => ({
        ...{ lane, side, round, evidence, text, citation, artefact },
      })),
    ),
  };
}

async function decideItem(
  { mind, hearing, expertId, signal }: RulingInput,
  item: ContestedItem,
): Promise<RulingRecord['items'][number]> {
  const { lane, slot, item: id, standing } = item;
  const vote = hearing.firsts.get(expertId);
  const said = hearing.points.get(lane) ?? [];
  // Too late for the first vote: what he thinks now is all there is.
  const opinion =
    vote === undefined
      ? await mind.first(item, signal)
      : {
          verdict: firstVerdict(vote, lane),
          reasons: vote.judgements.find((one) => one.lane === lane)?.reasons ?? [],
        };
  const first = opinion.verdict;
  const debated = said.some(({ evidence }) => evidence === 'executed');
  const second = debated
    ? await mind.second(item, { first, said, signal })
    : { verdict: first, reasons: opinion.reasons, failedProbe: false };
  return {
    ...{ lane, slot, item: id, first },
    second: second.verdict,
    failedProbe: second.failedProbe,
    score: second.verdict === 'abstain' ? standing : VERDICT_SCORES[second.verdict],
    reasons: second.reasons.map((reason) => reason.slice(0, 300)).slice(0, 12),
  };
}

function tellItem({ slot, item, first, second, reasons }: RulingRecord['items'][number]): string {
  const turned = first === second ? '' : ` (at first ${first})`;
  return `${slot}:${item} ${second}${turned}; ${reasons[0] ?? 'by the code'}`;
}
