import type Anthropic from '@anthropic-ai/sdk';
import type { StopReason, WireReply } from '../adapter.ts';
import type { Usage } from '../backend.ts';
import { modelError } from '../modelError.ts';
import { toolInput } from '../toolInput.ts';

interface Block {
  readonly id: string;
  readonly name: string;
  json: string;
}

/** Adds up the events of one message. */
export async function readEvents(
  events: AsyncIterable<Anthropic.RawMessageStreamEvent>,
  { model, onText }: { readonly model: string; readonly onText?: (delta: string) => void },
): Promise<WireReply> {
  let text = '';
  let stop: string | null = null;
  let modelId = model;
  let input: Usage | null = null;
  let outputTokens: number | null = null;
  const blocks = new Map<number, Block>();
  for await (const event of events) {
    if (event.type === 'message_start') {
      modelId = event.message.model;
      input = inputOf(event.message.usage);
    } else if (event.type === 'content_block_start' && event.content_block.type === 'tool_use') {
      const { id, name } = event.content_block;
      blocks.set(event.index, { id, name, json: '' });
    } else if (event.type === 'content_block_delta') {
      const { delta } = event;
      if (delta.type === 'text_delta') {
        text += delta.text;
        onText?.(delta.text);
      } else if (delta.type === 'input_json_delta') {
        const block = blocks.get(event.index);
        if (block !== undefined) block.json += delta.partial_json;
        onText?.(delta.partial_json);
      }
    } else if (event.type === 'message_delta') {
      stop = event.delta.stop_reason ?? stop;
      const counted = (event.usage as Partial<Anthropic.MessageDeltaUsage> | undefined)
        ?.output_tokens;
      outputTokens = counted ?? outputTokens;
    }
  }
  if (stop === null) {
    throw modelError('E_MODEL_UNREACHABLE', 'the backend ended its answer in the middle');
  }
  const calls = [...blocks.values()].map(({ id, name, json }) => ({
    id,
    name,
    input: toolInput(json),
  }));
  const usage = input === null || outputTokens === null ? null : { ...input, outputTokens };
  return { text, calls, stop: stopOf(stop), usage, modelId };
}

function stopOf(reason: string): StopReason {
  if (reason === 'max_tokens' || reason === 'model_context_window_exceeded') return 'truncated';
  return reason === 'refusal' ? 'refused' : 'complete';
}

/** Anthropic counts what was cached apart; our input is all of it. */
function inputOf(usage: Partial<Anthropic.Usage> | undefined): Usage | null {
  if (usage?.input_tokens === undefined) return null;
  const read = usage.cache_read_input_tokens ?? 0;
  return {
    inputTokens: usage.input_tokens + read + (usage.cache_creation_input_tokens ?? 0),
    outputTokens: 0,
    cachedInputTokens: read,
    estimated: false,
  };
}
