import OpenAI from 'openai';
import type { ModelAdapter, WireReply, WireRequest } from '../adapter.ts';
import { connectionError, httpError, retryAfterOf } from '../httpError.ts';
import { isStrict } from '../pipeline/lowerSchema.ts';
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
        const { id } = await client.models.retrieve(model, { signal });
        return { detail: `${baseUrl} has ${id}`, modelDigest: null };
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
  if (thrown instanceof OpenAI.APIError && typeof thrown.status === 'number') {
    const headers = thrown.headers as Headers | undefined;
    const wait = retryAfterOf((name) => headers?.get(name), now());
    return httpError({
      status: thrown.status,
      message: thrown.message,
      cause: thrown,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }
  return connectionError(thrown);
}
