import Anthropic from '@anthropic-ai/sdk';
import type { ModelAdapter, WireReply, WireRequest, WireTurn } from '../adapter.ts';
import { connectionError, replyError } from '../httpError.ts';
import { readEvents } from './readEvents.ts';

export interface AnthropicOptions {
  readonly model: string;
  /** Without `/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly contextTokens: number | null;
  readonly maxParallel: number;
}

const NO_TIMEOUT_MS = 86_400_000;

/** Anthropic's messages protocol. */
export function createAnthropicAdapter(options: AnthropicOptions): ModelAdapter {
  const { model, baseUrl, apiKey } = options;
  const client = new Anthropic({
    apiKey,
    // Neither a token nor a profile of the user's shell may take the place of the key he named.
    authToken: null,
    baseURL: baseUrl,
    fetch: options.fetch,
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    logLevel: 'off',
  });
  return {
    id: `anthropic:${model}`,
    kind: 'anthropic',
    dialect: 'anthropic',
    caps: {
      grammar: 'server',
      tools: true,
      seed: false,
      maxParallel: options.maxParallel,
      contextTokens: options.contextTokens,
    },
    async health(signal) {
      try {
        const { id } = await client.models.retrieve(model, {}, { signal });
        return { detail: `${baseUrl} has ${id}`, modelDigest: null, gpuShare: null };
      } catch (thrown) {
        throw translate(thrown, options.now);
      }
    },
    async complete(request, { signal, onText }): Promise<WireReply> {
      try {
        const stream = await client.messages.create(bodyOf(request, model), { signal });
        return await readEvents(stream, { model, ...(onText === undefined ? {} : { onText }) });
      } catch (thrown) {
        throw translate(thrown, options.now);
      }
    },
    close: () => Promise.resolve(),
  };
}

function bodyOf(
  { turns, format, tools, maxOutputTokens }: WireRequest,
  model: string,
): Anthropic.MessageCreateParamsStreaming {
  const system = turns.filter((turn) => turn.role === 'system').map(({ text }) => text);
  return {
    model,
    max_tokens: maxOutputTokens,
    stream: true,
    // The system turn is the same over a task: all its later calls read it from the cache.
    ...(system.length === 0
      ? {}
      : {
          system: [
            { type: 'text', text: system.join('\n\n'), cache_control: { type: 'ephemeral' } },
          ],
        }),
    messages: turns.flatMap(messageOf),
    ...(format === undefined
      ? {}
      : { output_config: { format: { type: 'json_schema', schema: { ...format.schema } } } }),
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map(({ name, description, input }) => ({
            name,
            description,
            input_schema: { ...input, type: 'object' as const },
          })),
        }),
  };
}

function messageOf(turn: WireTurn): Anthropic.MessageParam[] {
  switch (turn.role) {
    case 'system':
      return [];
    case 'user':
      return [{ role: 'user', content: turn.text }];
    case 'tool': {
      const { call, text } = turn;
      return [
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: text }] },
      ];
    }
    case 'assistant': {
      const text = turn.text === '' ? [] : [{ type: 'text' as const, text: turn.text }];
      const calls = turn.calls.map(({ id, name, input }) => ({
        type: 'tool_use' as const,
        id,
        name,
        input,
      }));
      const content = [...text, ...calls];
      return content.length === 0 ? [] : [{ role: 'assistant', content }];
    }
  }
}

function translate(thrown: unknown, now: () => number) {
  if (!(thrown instanceof Anthropic.APIError)) return connectionError(thrown);
  const { status, headers } = thrown as { status?: unknown; headers?: Headers };
  if (typeof status !== 'number') return connectionError(thrown);
  return replyError({ status, message: thrown.message, headers, cause: thrown }, now());
}
