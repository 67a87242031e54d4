import type { ServerResponse } from 'node:http';
import { isBroken, piecesOf, sentPart, type ScriptedReply } from './scriptedReply.ts';

/** Server-sent events of the chat completions protocol. */
export async function writeOpenAi(response: ServerResponse, reply: ScriptedReply): Promise<void> {
  const { calls = [], stop = 'complete', usage = { input: 10, output: 5 } } = reply;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (choices: unknown[], more: object = {}) =>
    response.write(
      `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'scripted', choices, ...more })}\n\n`,
    );
  const delta = (value: object, finish_reason: string | null = null) =>
    send([{ index: 0, delta: value, finish_reason }]);
  if (reply.withoutRole !== true) delta({ role: 'assistant', content: '' });
  const field = stop === 'refused' ? 'refusal' : 'content';
  for (const piece of piecesOf(sentPart(reply))) delta({ [field]: piece });
  if (await isBroken(response, reply)) return;
  for (const [index, { name, input }] of calls.entries()) {
    const id = `call_${Math.random().toString(36).slice(2, 10)}`;
    const start = { index, id, type: 'function', function: { name, arguments: '' } };
    delta({ tool_calls: [start] });
    for (const piece of piecesOf(JSON.stringify(input))) {
      delta({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  delta({}, stop === 'truncated' ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop');
  if (usage !== null) {
    const { input, output, cached = 0 } = usage;
    send([], {
      usage: {
        prompt_tokens: input,
        completion_tokens: output,
        total_tokens: input + output,
        prompt_tokens_details: { cached_tokens: cached },
      },
    });
  }
  response.end('data: [DONE]\n\n');
}
