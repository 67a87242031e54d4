import type { WireRequest, WireReply } from '../adapter.ts';
import type { Usage } from '../backend.ts';

export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  estimated: false,
};

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    estimated: a.estimated || b.estimated,
  };
}

/** Bytes a token stands for, at the least: estimates must not be too low. */
const BYTES_PER_TOKEN = 3;
const TURN_TOKENS = 8;

function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** Tokens a request's input may take. */
export function estimateInput({ turns, tools = [], format }: WireRequest): number {
  const texts = turns.map((turn) =>
    turn.role === 'assistant' ? `${turn.text}${JSON.stringify(turn.calls)}` : turn.text,
  );
  const extra = JSON.stringify(tools) + JSON.stringify(format?.schema ?? '');
  return texts.reduce(
    (sum, text) => sum + estimateTokens(text) + TURN_TOKENS,
    estimateTokens(extra),
  );
}

/** What a call took: as reported, else as counted. */
export function usageOf(request: WireRequest, { usage, text, calls }: WireReply): Usage {
  return usage ?? guessUsage(request, `${text}${calls.length === 0 ? '' : JSON.stringify(calls)}`);
}

/** What a call that broke off may have taken. */
export function guessUsage(request: WireRequest, received: string): Usage {
  return {
    inputTokens: estimateInput(request),
    outputTokens: estimateTokens(received),
    cachedInputTokens: 0,
    estimated: true,
  };
}
