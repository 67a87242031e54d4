import { packLanes, unpackLanes } from '../../core/lanes.ts';
import { panelVerdict } from '../../core/panelVerdict.ts';
import { rationaleSchema } from '../../validators/peer/rationale.ts';
import { judgedReceipt, seatsOf } from './accounts.ts';
import { BUNDLE } from './bundleFiles.ts';
import { describeHearings } from './describeHearings.ts';
import { reportOf, type DescribeInput } from './describeAnswers.ts';
import type { TaskFacts } from './taskFacts.ts';
import { tolerantJson } from './tolerantJson.ts';
import type { RoundResult } from './roundResult.ts';

/** The rounds of voting, in order; empty when checks decided everything. */
export function describeRounds({ facts, files, record, names }: DescribeInput): RoundResult[] {
  return [
    ...facts.panels.map((panel) => describeRound({ facts, files, record, names }, panel)),
    ...describeHearings({ facts, files, record, names }),
  ];
}

function describeRound(
  { facts, files, record, names }: DescribeInput,
  panel: TaskFacts['panels'][number],
): RoundResult {
  const lanes = reportOf(files)?.lanes ?? [];
  // A round without a quorum decided nothing.
  const agreed = judgedReceipt(facts);
  const medians = unpackLanes(
    agreed === undefined
      ? packLanes([])
      : panelVerdict(agreed.laneSlots, seatsOf(facts, panel)).medians,
  );
  const votes = panel.ids.map((id, seat) => {
    const owner = record.members.find((member) => member.id === id)?.owner ?? '';
    const revealed = facts.votes.find((vote) => vote.round === panel.round && vote.jurorId === id);
    const scores = revealed === undefined ? [] : unpackLanes(revealed.scores);
    const rationale = files.files.get(`${BUNDLE.votes}/${id}.json`);
    return {
      juror: owner,
      name: names.get(owner.toLowerCase()) ?? null,
      committed: facts.voteCommits.some(
        ({ round, worker }) => round === panel.round && worker === panel.workers[seat],
      ),
      revealed: revealed !== undefined,
      judgements:
        revealed === undefined
          ? []
          : lanes.map(({ slot, item }, lane) => ({
              slot,
              item,
              score: scores[lane] ?? 0,
              reasons: reasonsOf(rationale, lane),
            })),
    };
  });
  return {
    tier: 'peer',
    lanes: lanes.map(({ slot, item }, lane) => ({ slot, item, median: medians[lane] ?? 0 })),
    votes,
  };
}

function reasonsOf(bytes: Uint8Array | undefined, lane: number): readonly string[] {
  if (bytes === undefined) return [];
  // A juror wrote it: what does not parse is no reason, and no reason to fail.
  const parsed = rationaleSchema.safeParse(tolerantJson(bytes));
  return parsed.success ? (parsed.data.judgements[lane]?.reasons ?? []) : [];
}
