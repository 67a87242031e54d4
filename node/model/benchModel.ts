import { z } from 'zod';
import { asPoiwError } from '../../core/errors.ts';
import { trusted } from '../../models/untrusted/segment.ts';
import type { ModelSettings } from './modelSettings.ts';
import { openModel, type OpenModel, type OpenModelOptions } from './openModel.ts';

export interface ModelBench {
  readonly model: string;
  readonly detail: string;
  readonly rows: readonly {
    readonly parallel: number;
    readonly requests: number;
    readonly outputTokens: number;
    readonly seconds: number;
    readonly tokensPerSecond: number;
  }[];
}

const ROUND_MS = 5000;
const schema = z.strictObject({ story: z.string().max(400) });

/** Output tokens per second, one request at a time and as many as the backend takes at once. */
export async function benchModel(
  settings: ModelSettings,
  options: Omit<OpenModelOptions, 'fetch'>,
): Promise<ModelBench> {
  const model = await openModel(withoutCaps(settings), { ...options, fetch });
  try {
    const { detail } = await model.backend.health(options.signal);
    const counts = [...new Set([1, model.backend.caps.maxParallel])];
    const rows: ModelBench['rows'][number][] = [];
    for (const parallel of counts) rows.push(await round(model, parallel, options.signal));
    return { model: model.backend.id, detail, rows };
  } finally {
    await model.close();
  }
}

/** Caps are for tasks: a fast model would reach them within the seconds of a bench. */
function withoutCaps(settings: ModelSettings): ModelSettings {
  const caps: readonly string[] = ['maxCostTask', 'maxCostDay', 'maxTokens'];
  const { model } = settings;
  const rest = Object.entries(settings).filter(([name]) => !caps.includes(name));
  return { ...Object.fromEntries(rest), model };
}

async function round({ backend }: OpenModel, parallel: number, signal: AbortSignal) {
  const start = performance.now();
  let requests = 0;
  let outputTokens = 0;
  const work = async (lane: number) => {
    while (performance.now() - start < ROUND_MS) {
      const turns = [
        {
          role: 'user' as const,
          parts: [
            trusted`Tell a story of four sentences, as JSON with one field "story". Number ${lane}.`,
          ],
        },
      ];
      const limits = { maxOutputTokens: 256, signal, deadlineMs: 60_000, task: 'bench' };
      try {
        const result = await backend.generate({ turns, schema, schemaName: 'story', ...limits });
        outputTokens += result.usage.outputTokens;
      } catch (thrown) {
        // A story that is too long was written all the same.
        const { code, details } = asPoiwError(thrown);
        if (code !== 'E_MODEL_TRUNCATED' && code !== 'E_MODEL_OUTPUT') throw thrown;
        outputTokens += (details['usage'] as { outputTokens: number }).outputTokens;
      }
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: parallel }, (_, lane) => work(lane)));
  const seconds = (performance.now() - start) / 1000;
  const tokensPerSecond = Number((outputTokens / seconds).toFixed(1));
  return { parallel, requests, outputTokens, seconds: Number(seconds.toFixed(2)), tokensPerSecond };
}
