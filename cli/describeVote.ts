import type { VoteExplanation } from '../node/validator/explainVote.ts';
import { printable, type CommandResult } from './runCommand.ts';

/** A juror's scores and reasons, item by item. */
export function describeVote({ duty, rationale }: VoteExplanation): CommandResult {
  const { vote, ...shown } = duty;
  const data = { ...shown, scores: vote.scores ?? null, rationaleBody: rationale };
  if (rationale === null) return { data, text: `task ${duty.task}: ${duty.stage}, still sealed` };
  const lines = rationale.judgements.map(
    ({ slot, item, score, reasons }) =>
      `  answer ${slot}, ${printable(item)}: ${score}/255; ${reasons.map(printable).join('; ')}`,
  );
  return { data, text: [`task ${duty.task}: ${duty.stage}`, ...lines].join('\n') };
}
