import { Ollama, type ChatRequest, type ChatResponse, type Message } from 'ollama/browser';
import type { ModelAdapter, WireReply, WireRequest, WireTurn } from '../adapter.ts';
import type { Usage } from '../backend.ts';
import { connectionError, replyError } from '../httpError.ts';
import { modelError } from '../modelError.ts';
import { estimateInput } from '../pipeline/usage.ts';

export interface OllamaOptions {
  readonly model: string;
  readonly host: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Context the server is told to use: its own default is small and cuts prompts silently. */
  readonly contextTokens: number;
  /** Whether the model has tools; without them calls are written under a JSON grammar. */
  readonly tools: boolean;
  readonly maxParallel: number;
}

/** Ollama's own protocol. Its OpenAI-compatible one ignores the context size. */
export function createOllamaAdapter(options: OllamaOptions): ModelAdapter {
  const { model, host } = options;
  return {
    id: `ollama:${model}`,
    kind: 'ollama',
    dialect: 'ollama',
    caps: {
      grammar: 'server',
      tools: options.tools,
      seed: true,
      maxParallel: options.maxParallel,
      contextTokens: options.contextTokens,
    },
    async health(signal) {
      const { client, translate } = connect(options, signal);
      try {
        const { models } = await client.list();
        const known = models.find(({ name }) => name === model || name === `${model}:latest`);
        if (known === undefined) {
          throw modelError('E_MODEL_NOT_FOUND', `${host} has no model ${model}`, {
            hint: `ollama pull ${model}`,
          });
        }
        const detail = `${host} has ${known.name}`;
        const gpuShare = await gpuShareOf(client, known.name);
        return { detail, modelDigest: known.digest, gpuShare };
      } catch (thrown) {
        throw translate(thrown);
      }
    },
    async complete(request, { signal, onText }): Promise<WireReply> {
      const { client, translate } = connect(options, signal);
      try {
        // Always streamed: fetch gives up on headers that take five minutes.
        const stream = await client.chat(bodyOf(request, options));
        return await readParts(stream, request, {
          model,
          ...(onText === undefined ? {} : { onText }),
        });
      } catch (thrown) {
        throw translate(thrown);
      }
    },
    close: () => Promise.resolve(),
  };
}

/** How much of a loaded model is in GPU memory: a server falls back to the CPU without a word. */
async function gpuShareOf(client: Ollama, name: string): Promise<number | null> {
  // What is not loaded yet, and servers that do not know the question, say nothing.
  const { models } = await client.ps().catch(() => ({ models: [] }));
  const loaded = models.find((one) => one.name === name);
  return loaded === undefined || !(loaded.size > 0) ? null : loaded.size_vram / loaded.size;
}

/** A client for one request: that is how its signal reaches fetch. */
function connect({ host, fetch: send, now }: OllamaOptions, signal: AbortSignal) {
  let headers: Headers | undefined;
  const client = new Ollama({
    host,
    fetch: async (url, init) => {
      const own = init?.signal;
      const both = own === undefined || own === null ? signal : AbortSignal.any([own, signal]);
      const response = await send(url, { ...init, signal: both });
      headers = response.headers;
      return response;
    },
  });
  const translate = (thrown: unknown) => {
    const { status_code: status, message } = thrown as { status_code?: unknown; message?: string };
    if (typeof status !== 'number') return connectionError(thrown);
    return replyError({ status, message: message ?? '', headers, cause: thrown }, now());
  };
  return { client, translate };
}

function bodyOf(
  { turns, format, tools, maxOutputTokens, temperature, seed }: WireRequest,
  { model, contextTokens }: OllamaOptions,
): ChatRequest & { stream: true } {
  return {
    model,
    messages: turns.map(messageOf),
    stream: true,
    options: {
      num_ctx: contextTokens,
      num_predict: maxOutputTokens,
      ...(temperature === undefined ? {} : { temperature }),
      ...(seed === undefined ? {} : { seed }),
    },
    ...(format === undefined ? {} : { format: { ...format.schema } }),
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

function messageOf(turn: WireTurn): Message {
  if (turn.role === 'tool') return { role: 'tool', tool_name: turn.call.name, content: turn.text };
  if (turn.role !== 'assistant') return { role: turn.role, content: turn.text };
  const tool_calls = turn.calls.map(({ name, input }) => ({
    function: { name, arguments: input as Record<string, unknown> },
  }));
  return {
    role: 'assistant',
    content: turn.text,
    ...(tool_calls.length === 0 ? {} : { tool_calls }),
  };
}

async function readParts(
  stream: AsyncIterable<ChatResponse>,
  request: WireRequest,
  { model, onText }: { readonly model: string; readonly onText?: (delta: string) => void },
): Promise<WireReply> {
  let text = '';
  let last: ChatResponse | undefined;
  const calls: { name: string; input: unknown }[] = [];
  for await (const part of stream) {
    // The first part of some servers has no role, of others no message at all.
    const message = part.message as Partial<Message> | undefined;
    const delta = message?.content ?? '';
    if (delta !== '') {
      text += delta;
      onText?.(delta);
    }
    for (const { function: called } of message?.tool_calls ?? []) {
      calls.push({ name: called.name, input: called.arguments });
      onText?.(JSON.stringify(called.arguments));
    }
    if (part.done) last = part;
  }
  if (last === undefined) {
    throw modelError('E_MODEL_UNREACHABLE', 'the backend ended its answer in the middle');
  }
  const usage = usageOf(last);
  const sent = estimateInput(request);
  const cut = usage !== null && sent > 2000 && usage.inputTokens * 4 < sent;
  return {
    text,
    calls: calls.map((call, at) => ({ id: `call_${request.turns.length}_${at}`, ...call })),
    stop: last.done_reason === 'length' ? 'truncated' : 'complete',
    usage,
    modelId: last.model || model,
    ...(cut
      ? { warnings: ['the server read far fewer tokens than were sent: its context is cut'] }
      : {}),
  };
}

function usageOf(last: Partial<ChatResponse>): Usage | null {
  const { prompt_eval_count: inputTokens, eval_count: outputTokens } = last;
  if (inputTokens === undefined || outputTokens === undefined) return null;
  return { inputTokens, outputTokens, cachedInputTokens: 0, estimated: false };
}
