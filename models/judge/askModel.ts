import type { z } from 'zod';
import type { ModelBackend } from '../backend.ts';
import type { Segment } from '../untrusted/segment.ts';

export interface JudgeModelOptions {
  /** Declared with every vote; the backend's id when it is left out. */
  readonly family?: string;
  readonly maxOutputTokens: number;
  /** Milliseconds of one pass, repair included. */
  readonly deadlineMs: number;
  /** Whom the ledger books it on. */
  readonly task: string;
}

interface JudgeQuestion<Value> {
  /** Our own words about how to answer. */
  readonly rules: readonly Segment[];
  readonly parts: readonly Segment[];
  readonly schema: z.ZodType<Value>;
  readonly schemaName: string;
  readonly signal: AbortSignal;
}

/** One question to a judging model, without tools and as steadily as it can answer. */
export async function askModel<Value>(
  backend: ModelBackend,
  { maxOutputTokens, deadlineMs, task }: JudgeModelOptions,
  { rules, parts, ...question }: JudgeQuestion<Value>,
): Promise<Value> {
  const { value } = await backend.generate({
    turns: [
      { role: 'system', parts: rules },
      { role: 'user', parts },
    ],
    ...question,
    ...{ maxOutputTokens, deadlineMs, task, sampling: { temperature: 0 } },
  });
  return value;
}
