import { asPoiwError, type PoiwError } from '../core/errors.ts';
import type { ChatTurn, ModelBackend, ToolCall, ToolSpec, Usage } from './backend.ts';
import { createTranscript } from './createTranscript.ts';
import { addUsage, NO_USAGE } from './pipeline/usage.ts';
import { trusted, untrusted, type Segment } from './untrusted/segment.ts';

export interface LoopTool extends ToolSpec {
  /** What the model is told; `end` stops the loop after this call. */
  run(input: unknown): Promise<ToolAnswer>;
}

export interface ToolAnswer {
  readonly parts: readonly Segment[];
  readonly end?: true;
  /** True when the call brought the work forward; calls that never do end the loop. */
  readonly progress?: boolean;
}

export interface LoopBudget {
  readonly steps: number;
  /** Input and output of all steps. */
  readonly tokens: number;
  readonly ms: number;
  /** Steps in a row without progress. */
  readonly idleSteps: number;
}

export interface LoopOptions {
  readonly task: string;
  readonly turns: readonly ChatTurn[];
  readonly tools: readonly LoopTool[];
  readonly budget: LoopBudget;
  readonly maxOutputTokens: number;
  readonly sampling?: { readonly temperature?: number; readonly seed?: number };
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly onStep?: (line: string) => void;
}

export type LoopEnd = 'done' | 'steps' | 'tokens' | 'time' | 'no-progress' | 'loop' | 'failed';

export interface LoopResult {
  readonly end: LoopEnd;
  readonly error: PoiwError | null;
  readonly steps: number;
  readonly toolCalls: number;
  readonly usage: Usage;
  readonly turns: readonly ChatTurn[];
}

/** Unusable replies that are forgiven. */
const STRIKES = 2;
/** The same call with the same input so often is going round in circles. */
const REPEATS = 3;
const ROOM = 'what tools showed long ago is dropped: the model cannot hold more';

/**
 * Lets a model work with tools until it says it is done or one of its budgets ends. Only the tools
 * given can be called, with inputs of their own schemas; what they answer is data to the model.
 */
export async function toolLoop(backend: ModelBackend, options: LoopOptions): Promise<LoopResult> {
  const { budget, tools, task, maxOutputTokens, signal, now } = options;
  const start = now();
  const { contextTokens } = backend.caps;
  const transcript = createTranscript(options.turns, { contextTokens, maxOutputTokens, tools });
  const seen = new Map<string, number>();
  let usage = NO_USAGE;
  let toolCalls = 0;
  let strikes = 0;
  let idle = 0;
  let step = 0;
  const result = (end: LoopEnd, error: PoiwError | null = null): LoopResult => ({
    ...{ end, error, steps: step, toolCalls, usage, turns: transcript.turns() },
  });
  while (step < budget.steps) {
    const left = budget.ms - (now() - start);
    if (left <= 0) return result('time');
    if (usage.inputTokens + usage.outputTokens >= budget.tokens) return result('tokens');
    step += 1;
    let calls: readonly ToolCall[];
    if (transcript.fit()) options.onStep?.(ROOM);
    try {
      const limits = { maxOutputTokens, signal, deadlineMs: left, task };
      const { sampling = {} } = options;
      const turns = transcript.turns();
      const reply = await backend.step({ turns, tools, sampling, ...limits });
      usage = addUsage(usage, reply.usage);
      calls = reply.calls;
      transcript.push({ role: 'assistant', text: reply.rawText, calls });
    } catch (thrown) {
      const error = asPoiwError(thrown);
      const paid = error.details['usage'] as Usage | undefined;
      if (paid !== undefined) usage = addUsage(usage, paid);
      if (signal.aborted) throw error;
      if (error.code === 'E_MODEL_CONTEXT' && transcript.shrink()) {
        options.onStep?.(ROOM);
        continue;
      }
      strikes += 1;
      if (error.code === 'E_MODEL_OUTPUT' && strikes <= STRIKES) continue;
      if (error.code === 'E_MODEL_TIMEOUT' && now() - start >= budget.ms) return result('time');
      return result('failed', error);
    }
    if (calls.length === 0) {
      idle += 1;
      if (idle >= budget.idleSteps) return result('no-progress');
      transcript.push({
        role: 'user',
        parts: [trusted`Go on with a tool, or end with the tool that ends the work.`],
      });
      continue;
    }
    let progress = false;
    for (const call of calls) {
      toolCalls += 1;
      const key = `${call.name} ${JSON.stringify(call.input)}`;
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      if (times > REPEATS) return result('loop');
      options.onStep?.(`step ${step}: ${call.name}`);
      const answer = await runTool(tools, call, signal);
      transcript.push({ role: 'tool', call, parts: answer.parts });
      if (answer.end === true) return result('done');
      progress ||= answer.progress === true && times === 1;
    }
    idle = progress ? 0 : idle + 1;
    if (idle >= budget.idleSteps) return result('no-progress');
  }
  return result('steps');
}

async function runTool(
  tools: readonly LoopTool[],
  call: ToolCall,
  signal: AbortSignal,
): Promise<ToolAnswer> {
  const tool = tools.find(({ name }) => name === call.name);
  // The pipeline lets no other name through; this is the wall behind it.
  if (tool === undefined) return { parts: [trusted`There is no such tool.`] };
  try {
    return await tool.run(call.input);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const { code, message } = asPoiwError(thrown);
    if (code === 'E_BUG') throw thrown;
    return { parts: [trusted`The tool failed.`, untrusted(trusted`error`, `${code}: ${message}`)] };
  }
}
