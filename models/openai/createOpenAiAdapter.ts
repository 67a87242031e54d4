import OpenAI from 'openai';
import type { ModelAdapter, WireReply, WireRequest } from '../adapter.ts';
import { connectionError, replyError } from '../httpError.ts';
import { isStrict } from '../pipeline/lowerSchema.ts';
import { modelError } from '../modelError.ts';
import { messagesOf } from './messagesOf.ts';
import { readStream } from './readStream.ts';

export interface OpenAiOptions {
  readonly model: string;
  /** With `/v1`. */
  readonly baseUrl: string;
  /** Undefined for a server that wants none. */
  readonly apiKey: string | undefined;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Tokens; null where nobody says. */
  readonly contextTokens: number | null;
  readonly maxParallel: number;
}

/** Long enough for any of our deadlines, which are the pipeline's. */
const NO_TIMEOUT_MS = 86_400_000;

/** OpenAI and every server that speaks its chat protocol: vLLM, llama-server, LM Studio, proxies. */
export function createOpenAiAdapter(options: OpenAiOptions): ModelAdapter {
  const { model, baseUrl } = options;
  const client = new OpenAI({
    apiKey: options.apiKey ?? 'none',
    baseURL: baseUrl,
    fetch: options.fetch,
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    logLevel: 'off',
    // Nothing of the user's shell goes to a server he named for this alone.
    organization: null,
    project: null,
  });
  const isOpenAi = new URL(baseUrl).hostname === 'api.openai.com';
  return {
    id: `openai:${model}`,
    kind: 'openai',
    dialect: 'openai',
    caps: {
      grammar: 'server',
      tools: true,
      seed: true,
      maxParallel: options.maxParallel,
      contextTokens: options.contextTokens,
    },
    async health(signal) {
      try {
        const { data } = await client.models.list({ signal });
        const names = data.map(({ id }) => id);
        if (names.length > 0 && !names.includes(model)) {
          throw modelError('E_MODEL_NOT_FOUND', `${baseUrl} has no model ${model}`, {
            hint: `it has ${names.slice(0, 5).join(', ')}`,
          });
        }
        return { detail: `${baseUrl} has ${model}`, modelDigest: null, gpuShare: null };
      } catch (thrown) {
        throw translate(thrown, options.now);
      }
    },
    async complete(request, { signal, onText }): Promise<WireReply> {
      try {
        const stream = await client.chat.completions.create(bodyOf(request, model, isOpenAi), {
          signal,
        });
        return await readStream(stream, { model, ...(onText === undefined ? {} : { onText }) });
      } catch (thrown) {
        throw translate(thrown, options.now);
      }
    },
    close: () => Promise.resolve(),
  };
}

function bodyOf(
  { turns, format, tools, maxOutputTokens, temperature, seed }: WireRequest,
  model: string,
  isOpenAi: boolean,
): OpenAI.ChatCompletionCreateParamsStreaming {
  return {
    model,
    messages: messagesOf(turns),
    stream: true,
    stream_options: { include_usage: true },
    // OpenAI knows only the new name, many compatible servers only the old one.
    ...{ [isOpenAi ? 'max_completion_tokens' : 'max_tokens']: maxOutputTokens },
    ...(temperature === undefined ? {} : { temperature }),
    ...(seed === undefined ? {} : Object.fromEntries([['seed', seed]])),
    ...(format === undefined
      ? {}
      : {
          response_format: {
            type: 'json_schema',
            json_schema: { ...format, strict: isStrict(format.schema) },
          },
        }),
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map(({ name, description, input }) => ({
            type: 'function',
            function: { name, description, parameters: input },
          })),
        }),
  };
}

function translate(thrown: unknown, now: () => number) {
  if (!(thrown instanceof OpenAI.APIError)) return connectionError(thrown);
  const { status, headers } = thrown as { status?: unknown; headers?: Headers };
  if (typeof status !== 'number') return connectionError(thrown);
  return replyError({ status, message: thrown.message, headers, cause: thrown }, now());
}
