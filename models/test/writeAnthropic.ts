import type { ServerResponse } from 'node:http';
import { isBroken, piecesOf, sentPart, type ScriptedReply } from './scriptedReply.ts';

/** Server-sent events of the messages protocol. */
export async function writeAnthropic(
  response: ServerResponse,
  reply: ScriptedReply,
): Promise<void> {
  const { calls = [], stop = 'complete', usage = { input: 10, output: 5 } } = reply;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (type: string, more: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
  const cached = usage?.cached ?? 0;
  send('message_start', {
    message: {
      id: 'm1',
      type: 'message',
      role: reply.withoutRole === true ? undefined : 'assistant',
      model: 'scripted',
      content: [],
      stop_reason: null,
      usage:
        usage === null
          ? undefined
          : {
              input_tokens: usage.input - cached,
              output_tokens: 1,
              cache_read_input_tokens: cached,
            },
    },
  });
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  for (const text of piecesOf(sentPart(reply))) {
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
  }
  if (await isBroken(response, reply)) return;
  send('content_block_stop', { index: 0 });
  for (const [at, { name, input }] of calls.entries()) {
    const index = at + 1;
    const id = `toolu_${Math.random().toString(36).slice(2, 10)}`;
    send('content_block_start', {
      index,
      content_block: { type: 'tool_use', id, name, input: {} },
    });
    for (const partial_json of piecesOf(JSON.stringify(input))) {
      send('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json } });
    }
    send('content_block_stop', { index });
  }
  const reasons = { complete: 'end_turn', truncated: 'max_tokens', refused: 'refusal' };
  const stop_reason = calls.length > 0 && stop === 'complete' ? 'tool_use' : reasons[stop];
  send('message_delta', {
    delta: { stop_reason, stop_sequence: null },
    usage: usage === null ? undefined : { output_tokens: usage.output },
  });
  send('message_stop', {});
  response.end();
}
