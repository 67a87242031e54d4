import { z } from 'zod';
import { trusted } from '../../models/untrusted/segment.ts';
import type { ModelSettings } from './modelSettings.ts';
import { openModel, type OpenModelOptions } from './openModel.ts';

export interface ModelTest {
  readonly model: string;
  readonly detail: string;
  readonly tools: boolean;
  readonly contextTokens: number | null;
  /** Part of the model that lies in GPU memory once it is loaded; null where nobody says. */
  readonly gpuShare: number | null;
  readonly latencyMs: number;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly warnings: readonly string[];
}

const schema = z.strictObject({ answer: z.enum(['yes', 'no']) });

/**
 * Whether a model is there and keeps to a schema.
 *
 * @throws PoiwError E_MODEL_* saying what is wrong
 */
export async function testModel(
  settings: ModelSettings,
  options: Omit<OpenModelOptions, 'fetch'>,
): Promise<ModelTest> {
  const model = await openModel(settings, { ...options, fetch });
  const { backend } = model;
  try {
    const { detail } = await backend.health(options.signal);
    const { usage, attempts, latencyMs, warnings } = await backend.generate({
      turns: [
        { role: 'system', parts: [trusted`You answer in JSON.`] },
        {
          role: 'user',
          parts: [trusted`Is water wet? Reply with {"answer": "yes"} or {"answer": "no"}.`],
        },
      ],
      schema,
      schemaName: 'answer',
      maxOutputTokens: 200,
      signal: options.signal,
      deadlineMs: 120_000,
      task: 'test',
    });
    // Asked last: a server loads the model when it is first used.
    const { gpuShare } = await backend.health(options.signal);
    const { inputTokens, outputTokens } = usage;
    const { tools, contextTokens } = backend.caps;
    return {
      model: backend.id,
      detail,
      tools,
      contextTokens,
      gpuShare,
      latencyMs,
      calls: attempts,
      inputTokens,
      outputTokens,
      warnings,
    };
  } finally {
    await model.close();
  }
}
