import type { ServerResponse } from 'node:http';
import { isBroken, piecesOf, sentPart, type ScriptedReply } from './scriptedReply.ts';

/** Lines of JSON, as Ollama streams them. It has no word for a refusal: that is plain text. */
export async function writeOllama(response: ServerResponse, reply: ScriptedReply): Promise<void> {
  const { calls = [], stop = 'complete', usage = { input: 10, output: 5 } } = reply;
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const send = (more: object) =>
    response.write(`${JSON.stringify({ model: 'scripted', created_at: 'now', ...more })}\n`);
  const role = reply.withoutRole === true ? {} : { role: 'assistant' };
  if (reply.withoutRole === true) send({ done: false });
  for (const content of piecesOf(sentPart(reply)))
    send({ message: { ...role, content }, done: false });
  if (await isBroken(response, reply)) return;
  if (calls.length > 0) {
    const tool_calls = calls.map(({ name, input }) => ({ function: { name, arguments: input } }));
    send({ message: { role: 'assistant', content: '', tool_calls }, done: false });
  }
  send({
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: stop === 'truncated' ? 'length' : 'stop',
    ...(usage === null ? {} : { prompt_eval_count: usage.input, eval_count: usage.output }),
  });
  response.end();
}
