import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ChatTurn } from './backend.ts';
import { compactTurns, tokensOf } from './compactTurns.ts';
import { createOllamaAdapter } from './ollama/createOllamaAdapter.ts';
import { startModelServer } from './test/modelServer.ts';
import { testAdapter, testBackend } from './test/testBackend.ts';
import { toolLoop } from './toolLoop.ts';
import { trusted, untrusted } from './untrusted/segment.ts';

const opening: readonly ChatTurn[] = [
  { role: 'system', parts: [trusted`the rules`] },
  { role: 'user', parts: [trusted`the task`] },
];

/** An exchange: calls side by side, each with what it showed. */
function exchange(at: number, lengths: readonly number[]): ChatTurn[] {
  const calls = lengths.map((length, nth) => ({ id: `${at}.${nth}`, name: 'look', input: length }));
  return [
    { role: 'assistant', text: `move ${at}`, calls },
    ...calls.map((call): ChatTurn => {
      const shown = untrusted(trusted`shown`, `${call.id} ${'x'.repeat(call.input)}`);
      return { role: 'tool', call, parts: [shown] };
    }),
  ];
}

const conversations = fc
  .array(fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 3 }), {
    maxLength: 12,
  })
  .map((all) => [...opening, ...all.flatMap((lengths, at) => exchange(at, lengths))]);

describe('compactTurns', () => {
  test('default: the oldest of what tools showed goes first, calls and latest turns stay', () => {
    const turns = [...opening, ...[0, 1, 2, 3].flatMap((at) => exchange(at, [3000]))];
    const compact = compactTurns(turns, tokensOf(turns) - 500);
    expect(compact).toHaveLength(turns.length);
    const changed = compact.flatMap((turn, at) => (turn === turns[at] ? [] : [at]));
    expect(changed).toEqual([3]);
    expect(JSON.stringify(compact[3])).toContain('dropped to make room');
  });

  test('behavior: it gets no longer, keeps the opening, its latest turns and every call’s answer', () => {
    fc.assert(
      fc.property(conversations, fc.integer({ min: 0, max: 12_000 }), (turns, tokens) => {
        const compact = compactTurns(turns, tokens);
        expect(tokensOf(compact)).toBeLessThanOrEqual(tokensOf(turns));
        expect(compact.slice(0, 2)).toEqual(opening);
        expect(compact.slice(-4)).toEqual(turns.slice(-Math.min(4, compact.length)));
        const asked = compact.flatMap((turn) =>
          turn.role === 'assistant' ? (turn.calls ?? []).map(({ id }) => id) : [],
        );
        const answered = compact.flatMap((turn) => (turn.role === 'tool' ? [turn.call.id] : []));
        expect(answered).toEqual(asked);
      }),
    );
  });

  test('behavior: doing it twice, or what fits already, changes nothing', () => {
    fc.assert(
      fc.property(conversations, fc.integer({ min: 0, max: 12_000 }), (turns, tokens) => {
        const once = compactTurns(turns, tokens);
        expect(compactTurns(once, tokens)).toEqual(once);
        expect(compactTurns(turns, tokensOf(turns))).toBe(turns);
      }),
    );
  });
});

describe('toolLoop in a small context', { timeout: 30_000 }, () => {
  const CONTEXT = 12_000;
  const look = {
    name: 'look',
    description: 'looks at a page',
    input: z.strictObject({ page: z.int() }),
    run: (input: unknown) => {
      const { page } = input as { page: number };
      const text = `page ${page}\n${'words of a page '.repeat(500)}`;
      return Promise.resolve({ parts: [untrusted(trusted`page`, text)], progress: true });
    },
  };
  const finish = {
    ...{ name: 'finish', description: 'ends', input: z.strictObject({}) },
    run: () => Promise.resolve({ parts: [], end: true as const }),
  };
  const options = {
    turns: opening,
    tools: [look, finish],
    budget: { steps: 30, tokens: 10_000_000, ms: 20_000, idleSteps: 4 },
    maxOutputTokens: 500,
    task: 'pages',
    signal: new AbortController().signal,
    now: () => Date.now(),
  };
  const reader = (count: number) =>
    count <= 12
      ? { calls: [{ name: 'look', input: { page: count } }] }
      : { calls: [{ name: 'finish', input: {} }] };

  test('behavior: a long work goes on where its transcript would not fit', async () => {
    const server = await startModelServer('ollama', (_, count) => reader(count));
    const adapter = createOllamaAdapter({
      ...{ model: 'scripted', host: server.url, fetch, now: () => Date.now() },
      ...{ contextTokens: CONTEXT, tools: true, maxParallel: 1 },
    });
    const lines: string[] = [];
    const result = await toolLoop(testBackend(adapter).backend, {
      ...options,
      onStep: (line) => lines.push(line),
    });
    await server.close();
    expect(result).toMatchObject({ end: 'done', toolCalls: 13 });
    expect(lines.filter((line) => line.includes('dropped')).length).toBeGreaterThan(0);
    const prompts = server.requests.map(({ prompt }) => prompt);
    expect(Math.max(...prompts.map(({ length }) => length / 3))).toBeLessThan(CONTEXT);
    const last = prompts.at(-1) ?? '';
    expect(last).toContain('page 12');
    expect(last).not.toContain('page 1\n');
    expect(last).toContain('the task');
  });

  test('behavior: a server that finds it too long is asked again with less', async () => {
    const limit = 30_000;
    let refused = 0;
    const server = await startModelServer('openai', ({ prompt, body }) => {
      if (prompt.length > limit) {
        refused += 1;
        return { status: 400, text: 'maximum context length is 8192 tokens' };
      }
      const turns = body['messages'] as { role: string }[];
      const said = turns.filter(({ role }) => role === 'assistant').length;
      return reader(server.requests.length - refused < 8 ? server.requests.length : 13 + said);
    });
    const { backend } = testBackend(testAdapter('openai', server.url));
    const result = await toolLoop(backend, options);
    await server.close();
    expect(refused).toBeGreaterThan(0);
    expect(result.end).toBe('done');
  });

  test('error: what cannot be made to fit fails as such', async () => {
    const server = await startModelServer('openai', () => ({
      ...{ status: 400, text: 'maximum context length is 10 tokens' },
    }));
    const { backend } = testBackend(testAdapter('openai', server.url));
    const result = await toolLoop(backend, options);
    await server.close();
    expect(result).toMatchObject({ end: 'failed', error: { code: 'E_MODEL_CONTEXT' } });
  });
});
