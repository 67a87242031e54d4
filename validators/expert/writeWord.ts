import { statementSchema } from '../../core/judging/statement.ts';
import type { ContestedItem, ExpertMind } from './expertMind.ts';
import type { Turn } from './hearing.ts';
import type { Author, FirstVote, HearingStatement } from './records.ts';

export interface WordInput {
  readonly items: readonly ContestedItem[];
  readonly mind: ExpertMind;
  readonly turn: Extract<Turn, { readonly turn: 'seal' }>;
  readonly signal: AbortSignal;
}

/** The content of a seal: a first vote, or what an expert says for the sides he was given. */
export async function writeWord(
  { caseId, tier, rolled, expertId }: Author,
  input: WordInput,
): Promise<FirstVote | HearingStatement> {
  const author = { case: caseId.toString(), tier, rolled, expert: expertId };
  const { round } = input.turn;
  if (round > 0) {
    const items = await speak(expertId, input);
    return { schema: 'poiw.statement/v1', ...author, round, items };
  }
  const { items, mind, signal } = input;
  const judgements: FirstVote['judgements'] = [];
  for (const item of items.filter(({ contested }) => contested)) {
    const { verdict, reasons } = await mind.first(item, signal);
    const short = reasons.slice(0, 12).map((reason) => reason.slice(0, 300));
    judgements.push({ lane: item.lane, verdict, reasons: short });
  }
  return { schema: 'poiw.first-vote/v1', ...author, judgements };
}

async function speak(
  expertId: number,
  { items, mind, turn, signal }: WordInput,
): Promise<HearingStatement['items']> {
  const { round, so } = turn;
  const said: HearingStatement['items'] = [];
  for (const assigned of so.sides) {
    const item = items.find(({ lane }) => lane === assigned.lane);
    if (item === undefined) continue;
    for (const side of ['valid', 'invalid'] as const) {
      if (assigned[side] !== expertId) continue;
      const before = so.points.get(item.lane) ?? [];
      const reply = await mind.argue(item, { side, round, said: before, signal });
      const statement = statementSchema.safeParse(reply);
      // What is no statement says nothing.
      const points = statement.success ? statement.data.points : [];
      said.push({ lane: item.lane, side, points });
    }
  }
  return said;
}
