import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { asPoiwError, type PoiwError } from '../core/errors.ts';
import type { GenerateRequest } from './backend.ts';
import { parsePrice } from './spend/price.ts';
import {
  startModelServer,
  type ModelServer,
  type Protocol,
  type Respond,
} from './test/modelServer.ts';
import { testAdapter, testBackend } from './test/testBackend.ts';
import { toolLoop } from './toolLoop.ts';
import { trusted, untrusted } from './untrusted/segment.ts';

const schema = z.strictObject({
  reasoning: z.string().max(200),
  class: z.enum(['reentrancy', 'none']),
  line: z.int().min(1),
  note: z.string().nullable(),
});
const valid = {
  reasoning: 'state is written late',
  class: 'reentrancy',
  line: 7,
  note: null,
} as const;
const VALID = JSON.stringify(valid);
const INVALID = JSON.stringify({ ...valid, line: 0 });

const servers: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function request(more: Partial<GenerateRequest<unknown>> = {}) {
  return {
    turns: [
      { role: 'system' as const, parts: [trusted`You audit code.`] },
      { role: 'user' as const, parts: [untrusted(trusted`code`, 'contract A {}', 'A.sol')] },
    ],
    schema,
    schemaName: 'report',
    maxOutputTokens: 500,
    signal: new AbortController().signal,
    deadlineMs: 10_000,
    task: 'task-1',
    ...more,
  };
}

/** One suite for all: what a caller sees must not depend on who answers. */
describe.each<Protocol>(['openai', 'anthropic', 'ollama'])('contract: %s', (protocol) => {
  async function serve(respond: Respond, caps = {}) {
    const server = await startModelServer(protocol, respond);
    servers.push(server);
    const price = parsePrice('3', '15', '0.3');
    return { server, ...testBackend(testAdapter(protocol, server.url), { price, caps }) };
  }
  const failure = async (work: Promise<unknown>): Promise<PoiwError> =>
    work.then(
      () => expect.unreachable('it should have failed'),
      (thrown: unknown) => asPoiwError(thrown),
    );

  test('default: a valid reply with its usage, cost and one call', async () => {
    const deltas: string[] = [];
    const { backend, server, ledger } = await serve(() => ({
      text: VALID,
      usage: { input: 1000, output: 40, cached: protocol === 'ollama' ? 0 : 400 },
    }));
    const result = await backend.generate({ ...request(), onText: (delta) => deltas.push(delta) });
    expect(result.value).toEqual(valid);
    expect(result).toMatchObject({ attempts: 1, modelId: 'scripted', warnings: [] });
    expect(result.usage).toMatchObject({ inputTokens: 1000, outputTokens: 40, estimated: false });
    expect(deltas.join('')).toBe(VALID);
    const cost =
      protocol === 'ollama'
        ? 3_600_000_000n
        : 600n * 3_000_000n + 400n * 300_000n + 40n * 15_000_000n;
    expect(ledger.task('task-1')).toMatchObject({
      calls: 1,
      inputTokens: 1000,
      outputTokens: 40,
      cost,
    });
    expect(server.requests[0]?.prompt).toContain('c0ffee|1| contract A {}');
  });

  test('behavior: JSON inside prose and fences is found', async () => {
    const { backend } = await serve(() => ({ text: `Sure!\n\`\`\`json\n${VALID}\n\`\`\`\nDone.` }));
    expect((await backend.generate(request())).value).toEqual(valid);
  });

  test('error: truncated', async () => {
    const { backend } = await serve(() => ({ text: VALID.slice(0, 30), stop: 'truncated' }));
    const error = await failure(backend.generate(request()));
    expect(error.code).toBe('E_MODEL_TRUNCATED');
    expect(error.details['usage']).toMatchObject({ inputTokens: 10, outputTokens: 5 });
  });

  test('error: refusal', async () => {
    const { backend, server } = await serve(() => ({
      text: 'I cannot help with that.',
      stop: 'refused',
    }));
    const error = await failure(backend.generate(request()));
    // Ollama's protocol has no refusal: it is a reply that is no JSON, also when asked again.
    expect(error.code).toBe(protocol === 'ollama' ? 'E_MODEL_OUTPUT' : 'E_MODEL_REFUSED');
    expect(server.requests).toHaveLength(protocol === 'ollama' ? 2 : 1);
  });

  test('behavior: wrong JSON is repaired, once, and both calls are paid', async () => {
    const { backend, server, ledger } = await serve((_, count) => ({
      text: count === 1 ? INVALID : VALID,
    }));
    const result = await backend.generate(request());
    expect(result.value).toEqual(valid);
    expect(result).toMatchObject({ attempts: 2, usage: { inputTokens: 20, outputTokens: 10 } });
    expect(result.warnings).toEqual(['a reply had to be repaired']);
    expect(server.requests[1]?.prompt).toContain('line: ');
    expect(ledger.task('task-1').calls).toBe(2);
  });

  test('error: wrong JSON is given up after one repair', async () => {
    const { backend, server } = await serve(() => ({ text: INVALID }));
    const error = await failure(backend.generate(request()));
    expect(error.code).toBe('E_MODEL_OUTPUT');
    expect(error.details).toMatchObject({ attempts: 2, usage: { inputTokens: 20 } });
    expect(server.requests).toHaveLength(2);
  });

  test('behavior: 429 is waited out as long as the server asks', async () => {
    const { backend, server } = await serve((_, count) =>
      count === 1
        ? { status: 429, headers: { 'retry-after': '0.05' }, text: 'slow down' }
        : { text: VALID },
    );
    expect((await backend.generate(request())).attempts).toBe(2);
    expect(server.requests).toHaveLength(2);
  });

  test('error: 429 that asks for longer than there is time', async () => {
    const { backend, server } = await serve(() => ({
      status: 429,
      headers: { 'retry-after': '60' },
    }));
    const error = await failure(backend.generate(request()));
    expect(error).toMatchObject({ code: 'E_MODEL_RATE_LIMITED', retryable: true, exitCode: 5 });
    expect(error.details['retryAfterMs']).toBe(60_000);
    expect(server.requests).toHaveLength(1);
  });

  test('behavior: 529 and 5xx are tried again', async () => {
    const { backend, server } = await serve((_, count) =>
      count === 1 ? { status: 529 } : count === 2 ? { status: 500 } : { text: VALID },
    );
    expect((await backend.generate(request())).value).toEqual(valid);
    expect(server.requests).toHaveLength(3);
  });

  test('error: 503 for ever', async () => {
    const header = { 'retry-after-ms': '5' };
    const { backend, server, ledger } = await serve(() => ({ status: 503, headers: header }));
    const error = await failure(backend.generate(request()));
    expect(error).toMatchObject({ code: 'E_MODEL_OVERLOADED', retryable: true });
    expect(server.requests).toHaveLength(4);
    expect(ledger.task('task-1').cost).toBe(0n);
  });

  test.each([
    [401, 'E_MODEL_AUTH', 4],
    [404, 'E_MODEL_NOT_FOUND', 7],
    [400, 'E_MODEL_BAD_REQUEST', 1],
  ])('error: %i is %s, at once', async (status, code, exitCode) => {
    const { backend, server } = await serve(() => ({ status, text: 'no' }));
    expect(await failure(backend.generate(request()))).toMatchObject({ code, exitCode });
    expect(server.requests).toHaveLength(1);
  });

  test('error: hang', async () => {
    const { backend, ledger } = await serve(() => ({ hang: true }));
    const error = await failure(backend.generate(request({ deadlineMs: 150 })));
    expect(error).toMatchObject({ code: 'E_MODEL_TIMEOUT', exitCode: 9 });
    // What it may have cost is booked: nobody knows that it did not.
    expect(ledger.task('task-1').cost).toBeGreaterThan(0n);
  });

  test('error: aborted in mid-stream', async () => {
    const controller = new AbortController();
    const { backend } = await serve(() => ({ text: VALID, stall: true }));
    const work = backend.generate({
      ...request({ signal: controller.signal }),
      onText: () => controller.abort(),
    });
    expect((await failure(work)).code).toBe('E_ABORTED');
  });

  test('error: the connection breaks in mid-stream, every time', async () => {
    const { backend, server } = await serve(() => ({ text: VALID, cut: true }));
    const error = await failure(backend.generate(request()));
    expect(error).toMatchObject({ code: 'E_MODEL_UNREACHABLE', retryable: true });
    expect(server.requests).toHaveLength(4);
  });

  test('error: refused connection', async () => {
    const { backend, server } = await serve(() => ({ text: VALID }));
    await server.close();
    const error = await failure(backend.generate(request({ deadlineMs: 200 })));
    expect(error).toMatchObject({ code: 'E_MODEL_UNREACHABLE', exitCode: 5 });
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('edge: a first delta without role', async () => {
    const { backend } = await serve(() => ({ text: VALID, withoutRole: true }));
    expect((await backend.generate(request())).value).toEqual(valid);
  });

  test('edge: no usage is counted by length and says so', async () => {
    const { backend } = await serve(() => ({ text: VALID, usage: null }));
    const { usage, warnings } = await backend.generate(request());
    expect(usage.estimated).toBe(true);
    expect(usage.outputTokens).toBeGreaterThan(10);
    expect(warnings).toHaveLength(1);
  });

  test('error: a call that could break a cap is never sent', async () => {
    const { backend, server } = await serve(() => ({ text: VALID }), {
      costPerTask: 5_000_000_000n,
    });
    const error = await failure(backend.generate(request()));
    expect(error).toMatchObject({ code: 'E_SPEND_CAP', exitCode: 13 });
    expect(server.requests).toHaveLength(0);
  });

  const add = {
    name: 'add',
    description: 'adds',
    input: z.strictObject({ a: z.int(), b: z.int() }),
    run: (input: unknown) => {
      const { a, b } = input as { a: number; b: number };
      return Promise.resolve({ parts: [trusted`Sum: ${a + b}`], progress: true });
    },
  };
  const finish = {
    name: 'finish',
    description: 'ends',
    input: z.strictObject({}),
    run: () => Promise.resolve({ parts: [], end: true as const }),
  };
  const loop = (backend: Parameters<typeof toolLoop>[0]) =>
    toolLoop(backend, {
      ...request(),
      tools: [add, finish],
      budget: { steps: 6, tokens: 100_000, ms: 10_000, idleSteps: 4 },
      now: () => Date.now(),
    });

  test('behavior: tools are called, answers go back, the end is the model’s', async () => {
    const { backend, server } = await serve((_, count) =>
      count < 3
        ? { calls: [{ name: 'add', input: { a: count, b: 40 } }] }
        : { calls: [{ name: 'finish', input: {} }] },
    );
    const result = await loop(backend);
    expect(result).toMatchObject({
      end: 'done',
      steps: 3,
      toolCalls: 3,
      usage: { inputTokens: 30 },
    });
    expect(server.requests[2]?.prompt).toContain('Sum: 42');
    expect(server.requests[0]?.tools).toEqual(['add', 'finish']);
  });

  test('behavior: a tool-call loop ends', async () => {
    const { backend } = await serve(() => ({ calls: [{ name: 'add', input: { a: 1, b: 1 } }] }));
    expect(await loop(backend)).toMatchObject({ end: 'loop', steps: 4 });
  });

  test('behavior: a tool that was not offered is never run', async () => {
    const { backend, server } = await serve(() => ({ calls: [{ name: 'send_key', input: {} }] }));
    const result = await loop(backend);
    expect(result).toMatchObject({
      end: 'failed',
      toolCalls: 0,
      error: { code: 'E_MODEL_OUTPUT' },
    });
    // Three steps, each with its one repair.
    expect(server.requests).toHaveLength(6);
  });

  test('behavior: input of the wrong shape is repaired before the tool sees it', async () => {
    const { backend } = await serve((_, count) =>
      count === 1
        ? { calls: [{ name: 'add', input: { a: 'one' } }] }
        : count === 2
          ? { calls: [{ name: 'add', input: { a: 1, b: 2 } }] }
          : { calls: [{ name: 'finish', input: {} }] },
    );
    expect(await loop(backend)).toMatchObject({ end: 'done', toolCalls: 2 });
  });

  test('behavior: health names the model, and says how much of it is on the GPU where somebody knows', async () => {
    const { backend } = await serve(() => ({ text: VALID }));
    const health = await backend.health(new AbortController().signal);
    expect(health.detail).toContain('scripted');
    expect(health.gpuShare).toBe(protocol === 'ollama' ? 0.25 : null);
  });
});
