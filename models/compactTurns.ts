import type { ChatTurn } from './backend.ts';
import { estimateInput } from './pipeline/usage.ts';
import { renderTurns } from './pipeline/renderTurns.ts';
import { trusted, type Segment } from './untrusted/segment.ts';

/** Turns at the end that stay whole: what the model is in the middle of. */
const KEPT = 4;

/** In place of what a tool said long ago. */
const DROPPED: readonly Segment[] = [
  trusted`(What this call showed was dropped to make room. Make the call again if it is needed.)`,
];

/** A nonce as long as those of the pipeline: marks take room too. */
const NONCE = '00000000';

/**
 * A conversation that fits a number of tokens, as far as that is possible: first what tools said
 * long ago goes, oldest first, then whole exchanges, oldest first. The opening and the latest turns
 * stay. The same conversation always becomes the same one, and what was dropped stays dropped.
 */
export function compactTurns(turns: readonly ChatTurn[], tokens: number): readonly ChatTurn[] {
  const opening = turns.findIndex(({ role }) => role === 'assistant');
  if (opening < 0 || tokensOf(turns) <= tokens) return turns;
  const compact = [...turns];
  for (let at = opening; at < compact.length - KEPT; at += 1) {
    const turn = compact[at];
    if (turn?.role !== 'tool') continue;
    const short: ChatTurn = { ...turn, parts: DROPPED };
    if (tokensOf([turn]) <= tokensOf([short])) continue;
    compact[at] = short;
    if (tokensOf(compact) <= tokens) return compact;
  }
  while (tokensOf(compact) > tokens) {
    // An exchange is what the model said and all that was answered: providers refuse half of one.
    const next = compact.findIndex(({ role }, at) => at > opening && role === 'assistant');
    if (next < 0 || next >= compact.length - KEPT) break;
    compact.splice(opening, next - opening);
  }
  return compact;
}

/** Tokens a conversation may take, counted rather too high. */
export function tokensOf(turns: readonly ChatTurn[]): number {
  return estimateInput({ turns: renderTurns(turns, NONCE), maxOutputTokens: 0 });
}
