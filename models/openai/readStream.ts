import type OpenAI from 'openai';
import type { StopReason, WireReply } from '../adapter.ts';
import type { Usage } from '../backend.ts';
import { modelError } from '../modelError.ts';
import { toolInput } from '../toolInput.ts';

type Chunk = OpenAI.ChatCompletionChunk;

interface PartialCall {
  id: string;
  name: string;
  json: string;
}

/**
 * Adds up a stream by hand: the SDK's own helper refuses a first delta without a role, which
 * compatible servers send.
 */
export async function readStream(
  stream: AsyncIterable<Chunk>,
  { model, onText }: { readonly model: string; readonly onText?: (delta: string) => void },
): Promise<WireReply> {
  let text = '';
  let refusal = '';
  let finish: string | null = null;
  let usage: Usage | null = null;
  let modelId = model;
  const calls: PartialCall[] = [];
  for await (const chunk of stream) {
    modelId = chunk.model || modelId;
    usage = usageOf(chunk) ?? usage;
    // Not every server sends what the type promises.
    const choice = (chunk.choices as Chunk['choices'] | undefined)?.[0];
    if (choice === undefined) continue;
    finish = choice.finish_reason ?? finish;
    const delta = choice.delta as Chunk['choices'][number]['delta'] | undefined;
    refusal += delta?.refusal ?? '';
    if (typeof delta?.content === 'string' && delta.content !== '') {
      text += delta.content;
      onText?.(delta.content);
    }
    for (const part of delta?.tool_calls ?? []) {
      const call = (calls[part.index] ??= { id: '', name: '', json: '' });
      call.id ||= part.id ?? '';
      call.name += part.function?.name ?? '';
      call.json += part.function?.arguments ?? '';
      onText?.(part.function?.arguments ?? '');
    }
  }
  if (finish === null) {
    throw modelError('E_MODEL_UNREACHABLE', 'the backend ended its answer in the middle');
  }
  return {
    text: refusal === '' ? text : refusal,
    calls: calls
      .filter((call) => call.name !== '')
      .map(({ id, name, json }, at) => ({ id: id || `call_${at}`, name, input: toolInput(json) })),
    stop: refusal === '' ? stopOf(finish) : 'refused',
    usage,
    modelId,
  };
}

function stopOf(finish: string): StopReason {
  if (finish === 'length') return 'truncated';
  return finish === 'content_filter' ? 'refused' : 'complete';
}

function usageOf({ usage }: Chunk): Usage | null {
  if (usage === null || usage === undefined) return null;
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    estimated: false,
  };
}
