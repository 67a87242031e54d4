import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelAdapter } from '../../models/adapter.ts';
import { createLlamaAdapter } from '../../models/llama/createLlamaAdapter.ts';
import { tinyGguf } from '../../models/test/tinyGguf.ts';
import { atLeast } from '../target.ts';
import { round, type Measure, type MeasureOptions } from './measure.ts';
import type { RawJob, RawReply, RawRequest } from './rawLlamaChild.ts';

const SCRIPT = fileURLToPath(new URL('./rawLlamaChild.ts', import.meta.url));
const SYSTEM = 'You tell stories about contracts that lose money, and how they lose it.';
const MAX_TOKENS = 300;
const CONTEXT = 2048;
/** Requests of a round: prompts and seeds that are the same in every round and on both sides. */
const REQUESTS = 4;

/** A request's cost in both: what was written in how many milliseconds. */
type Run = (request: RawRequest) => Promise<RawReply>;

/**
 * Tokens a second of our adapter, process and messages included, against node-llama-cpp alone, on
 * the same generated file with the same prompts and seeds. Sides alternate, the best try of each
 * request counts.
 */
export async function measureAdapter({ quick, say }: MeasureOptions): Promise<Measure> {
  say('adapter vs raw: a generated GGUF of 20 MB');
  const folder = await mkdtemp(join(tmpdir(), 'poiw-adapter-'));
  const path = join(folder, 'generated.gguf');
  await writeFile(path, tinyGguf({ size: { dim: 256, layers: 6, ffn: 704 } }));
  const adapter = createLlamaAdapter({
    ...{ name: 'generated', path, gpu: false, threads: 1, contextTokens: CONTEXT, sequences: 1 },
    loadDeadlineMs: 60_000,
  });
  const raw = await startRaw({ path, threads: 1, contextTokens: CONTEXT, system: SYSTEM });
  const sides = { ours: ours(adapter), raw: rawRun(raw) };
  const seeds = await longStories(sides.raw);
  const rounds = quick ? 4 : 10;
  const best = { ours: new Map<number, RawReply>(), raw: new Map<number, RawReply>() };
  for (let at = 0; at <= rounds; at += 1) {
    for (const seed of seeds) {
      const order = at % 2 === 0 ? (['ours', 'raw'] as const) : (['raw', 'ours'] as const);
      for (const side of order) {
        const reply = await sides[side](story(seed));
        // The first round loads and warms up.
        if (at > 0 && reply.ms < (best[side].get(seed)?.ms ?? Infinity))
          best[side].set(seed, reply);
      }
    }
  }
  const speed = { ours: speedOf(best.ours), raw: speedOf(best.raw) };
  raw.kill('SIGKILL');
  await adapter.close();
  await rm(folder, { recursive: true, force: true });
  return {
    targets: [
      atLeast({
        ...{ name: 'adapter vs raw', value: round(speed.ours / speed.raw, 3), target: 0.97 },
        ...{ unit: 'of the raw library’s tokens/s', baseline: round(speed.raw, 1) },
      }),
    ],
    rows: { adapter: { 'tokens/s': round(speed.ours, 1), 'raw tokens/s': round(speed.raw, 1) } },
  };
}

const story = (seed: number): RawRequest => ({
  ...{ prompt: `Story number ${seed}, please: who lost what, and why?`, seed },
  maxTokens: MAX_TOKENS,
});

/** Random weights may end a text at any token; replies worth waiting for are longer. */
async function longStories(run: Run): Promise<number[]> {
  const seeds: number[] = [];
  for (let seed = 1; seeds.length < REQUESTS; seed += 1) {
    if ((await run(story(seed))).tokens >= MAX_TOKENS - 1) seeds.push(seed);
  }
  return seeds;
}

/** Tokens a second over the best try of every request. */
function speedOf(best: ReadonlyMap<number, RawReply>): number {
  const sum = (of: (reply: RawReply) => number) =>
    [...best.values()].reduce((total, reply) => total + of(reply), 0);
  return (1000 * sum(({ tokens }) => tokens)) / sum(({ ms }) => ms);
}

function ours(adapter: ModelAdapter): Run {
  return async ({ prompt, seed, maxTokens }) => {
    const turns = [
      { role: 'system' as const, text: SYSTEM },
      { role: 'user' as const, text: prompt },
    ];
    const start = performance.now();
    const { usage } = await adapter.complete(
      { turns, seed, temperature: 0.7, maxOutputTokens: maxTokens },
      // As the pipeline asks: it listens to what is written.
      { signal: new AbortController().signal, onText: () => undefined },
    );
    return { tokens: usage?.outputTokens ?? 0, ms: performance.now() - start };
  };
}

async function startRaw(job: RawJob): Promise<ChildProcess> {
  const child = fork(SCRIPT, [JSON.stringify(job)], { execArgv: [] });
  await once(child, 'message');
  return child;
}

function rawRun(child: ChildProcess): Run {
  return async (request) => {
    const answer = once(child, 'message');
    child.send(request);
    const [reply] = (await answer) as [RawReply];
    return reply;
  };
}
