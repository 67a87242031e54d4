import type OpenAI from 'openai';
import type { WireTurn } from '../adapter.ts';

type Message = OpenAI.ChatCompletionMessageParam;

export function messagesOf(turns: readonly WireTurn[]): Message[] {
  return turns.map((turn): Message => {
    if (turn.role === 'tool') {
      return { role: 'tool', tool_call_id: turn.call.id, content: turn.text };
    }
    if (turn.role !== 'assistant') return { role: turn.role, content: turn.text };
    const { text, calls } = turn;
    if (calls.length === 0) return { role: 'assistant', content: text };
    return {
      role: 'assistant',
      content: text === '' ? null : text,
      tool_calls: calls.map(({ id, name, input }) => ({
        id,
        type: 'function',
        function: { name, arguments: JSON.stringify(input) },
      })),
    };
  });
}
