import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { asPoiwError, type PoiwError } from '../../core/errors.ts';
import { testBackend } from '../test/testBackend.ts';
import { tinyGguf } from '../test/tinyGguf.ts';
import { trusted, untrusted } from '../untrusted/segment.ts';
import { createLlamaAdapter, type LlamaOptions } from './createLlamaAdapter.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poiw-gguf-'));
  await writeFile(join(folder, 'tiny.gguf'), tinyGguf());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const opened: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(opened.map((one) => one.close())));

function open(more: Partial<LlamaOptions> = {}) {
  const adapter = createLlamaAdapter({
    name: 'tiny',
    path: join(folder, 'tiny.gguf'),
    gpu: false,
    threads: 1,
    contextTokens: 2048,
    sequences: 2,
    loadDeadlineMs: 30_000,
    ...more,
  });
  opened.push(adapter);
  return { adapter, ...testBackend(adapter) };
}

const schema = z.strictObject({
  reasoning: z.string().max(30),
  class: z.enum(['reentrancy', 'none']),
  score: z.int().min(0).max(3),
});

function request(text: string, more = {}) {
  return {
    turns: [
      { role: 'system' as const, parts: [trusted`You score findings.`] },
      { role: 'user' as const, parts: [untrusted(trusted`finding`, text)] },
    ],
    schema,
    schemaName: 'score',
    maxOutputTokens: 300,
    sampling: { seed: 7, temperature: 0.7 },
    signal: new AbortController().signal,
    deadlineMs: 40_000,
    task: 'task-1',
    ...more,
  };
}

async function failure(work: Promise<unknown>): Promise<PoiwError> {
  return work.then(
    () => expect.unreachable('it should have failed'),
    (thrown: unknown) => asPoiwError(thrown),
  );
}

describe('createLlamaAdapter', () => {
  const shared = () => (one ??= open());
  let one: ReturnType<typeof open> | undefined;

  test('default: a real file under a real grammar, with counted tokens', async () => {
    const { backend } = shared();
    const result = await backend.generate(request('state is written late'));
    expect(schema.parse(result.value)).toEqual(result.value);
    expect(result.usage.estimated).toBe(false);
    expect(result.usage.inputTokens).toBeGreaterThan(100);
    expect(result.usage.outputTokens).toBeGreaterThan(10);
  });

  test('behavior: the brief is read once and comes from the cache afterwards', async () => {
    const { backend } = shared();
    const brief = trusted`${'x'.length} rule: look at every line and doubt every claim of safety that stands in a comment.`;
    const ask = (text: string) =>
      backend.generate({
        ...request(text),
        turns: [
          { role: 'system', parts: [brief] },
          { role: 'user', parts: [untrusted(trusted`finding`, text)] },
        ],
      });
    await ask('first');
    const { usage } = await ask('second');
    expect(usage.cachedInputTokens).toBeGreaterThan(100);
  });

  test('behavior: more requests than sequences wait their turn', async () => {
    const { backend } = shared();
    const texts = ['a', 'b', 'c', 'd', 'e'];
    const results = await Promise.all(texts.map((text) => backend.generate(request(text))));
    expect(results).toHaveLength(5);
  });

  test('behavior: tools work by constrained JSON', async () => {
    const { backend } = shared();
    const tools = [
      {
        name: 'look',
        description: 'looks',
        input: z.strictObject({ line: z.int().min(1).max(9) }),
      },
      { name: 'stop', description: 'stops', input: z.strictObject({}) },
    ];
    const { calls } = await backend.step({ ...request('x'), maxOutputTokens: 1000, tools });
    expect(['look', 'stop']).toContain(calls[0]?.name);
  });

  test('error: aborted while it writes, and usable afterwards', async () => {
    const { backend } = shared();
    const controller = new AbortController();
    const work = backend.generate({
      ...request('x', { signal: controller.signal }),
      onText: () => controller.abort(),
    });
    expect((await failure(work)).code).toBe('E_ABORTED');
    expect((await backend.generate(request('y'))).value).toBeDefined();
  });

  test('error: a prompt that does not fit is refused, not cut', async () => {
    const { backend } = shared();
    const error = await failure(backend.generate(request('word '.repeat(700))));
    expect(error).toMatchObject({ code: 'E_MODEL_CONTEXT', exitCode: 1 });
  });

  test('error: too little memory is said before loading', async () => {
    const { adapter } = open({ memoryLimit: 100_000 });
    const error = await failure(adapter.health(new AbortController().signal));
    expect(error).toMatchObject({ code: 'E_MODEL_MEMORY', exitCode: 3 });
  });

  test('error: files that are no model', async () => {
    await writeFile(join(folder, 'page.gguf'), '<!doctype html>');
    await writeFile(join(folder, 'cut.gguf'), tinyGguf().subarray(0, 100_000));
    for (const name of ['page.gguf', 'cut.gguf', 'absent.gguf']) {
      const { adapter } = open({ path: join(folder, name) });
      expect(await failure(adapter.health(new AbortController().signal))).toMatchObject({
        code: 'E_MODEL_FILE',
      });
    }
  });

  test('error: a file that aborts its process takes only that process, and is given up', async () => {
    const broken = tinyGguf({ without: ['llama.attention.head_count'] });
    await writeFile(join(folder, 'abort.gguf'), broken);
    const { backend } = open({ path: join(folder, 'abort.gguf') });
    for (let time = 0; time < 3; time += 1) {
      expect((await failure(backend.generate(request('x')))).code).toMatch(
        /E_MODEL_(CRASHED|FILE)/,
      );
    }
  });
});
