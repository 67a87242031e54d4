import { formatScore } from '../node/formatText.ts';
import type { VoteExplanation } from '../node/validator/explainVote.ts';
import type { LabelledVote } from '../node/validator/voteLabels.ts';
import { printable, type CommandResult } from './runCommand.ts';

/** A juror's scores and reasons, item by item. */
export function describeVote({ duty, rationale, labels }: VoteExplanation): CommandResult {
  const { vote, ...shown } = duty;
  const data = { ...shown, scores: vote.scores ?? null, rationaleBody: rationale, labels };
  if (rationale === null) return { data, text: `task ${duty.task}: ${duty.stage}, still sealed` };
  const lines = rationale.judgements.map(
    ({ slot, item, score, reasons }, lane) =>
      `  answer ${slot}, ${printable(item)}: ${score}/255; ${reasons.map(printable).join('; ')}${told(labels, lane)}`,
  );
  return { data, text: [`task ${duty.task}: ${duty.stage}`, ...lines].join('\n') };
}

function told(labels: readonly LabelledVote[], lane: number): string {
  const known = labels.find((one) => one.lane === lane);
  if (known === undefined) return '';
  const { label, score } = known;
  const read = label === null ? 'not read by lot' : label ? 'is valid' : 'is not valid';
  return `; ${read}, score ${formatScore(score)}`;
}
