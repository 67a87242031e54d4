import type { ChatTurn, ToolSpec } from './backend.ts';
import { compactTurns, tokensOf } from './compactTurns.ts';
import { lowerSchema } from './pipeline/lowerSchema.ts';
import { estimateInput } from './pipeline/usage.ts';

/** A conversation that is kept within what a model can hold. */
export interface Transcript {
  turns(): readonly ChatTurn[];
  push(turn: ChatTurn): void;
  /** Drops what is old once the conversation has outgrown the model; true when something went. */
  fit(): boolean;
  /** The model found it too long: drops half. False when there is nothing left to drop. */
  shrink(): boolean;
}

export interface TranscriptOptions {
  /** What the model can hold, its reply included; null where nobody says. */
  readonly contextTokens: number | null;
  readonly maxOutputTokens: number;
  readonly tools: readonly ToolSpec[];
}

/** Dropping changes the start of a conversation, which backends have cached: seldom, then more. */
const AFTER = 0.75;

export function createTranscript(
  opening: readonly ChatTurn[],
  { contextTokens, maxOutputTokens, tools }: TranscriptOptions,
): Transcript {
  let turns = [...opening];
  let room = (contextTokens ?? Infinity) - maxOutputTokens - tokensOfTools(tools);
  const compactTo = (tokens: number): boolean => {
    const compact = compactTurns(turns, tokens);
    if (compact === turns || tokensOf(compact) >= tokensOf(turns)) return false;
    turns = [...compact];
    return true;
  };
  return {
    turns: () => turns,
    push: (turn) => void turns.push(turn),
    fit: () => tokensOf(turns) > room && compactTo(room * AFTER),
    shrink() {
      room = tokensOf(turns) / 2;
      return compactTo(room);
    },
  };
}

function tokensOfTools(tools: readonly ToolSpec[]): number {
  const wire = tools.map(({ name, description, input }) => ({
    ...{ name, description, input: lowerSchema(input, 'openai') },
  }));
  return estimateInput({ turns: [], tools: wire, maxOutputTokens: 0 });
}
