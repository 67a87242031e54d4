import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { createLlamaAdapter } from '../../../models/llama/createLlamaAdapter.ts';
import { testBackend } from '../../../models/test/testBackend.ts';
import { tinyGguf } from '../../../models/test/tinyGguf.ts';
import type { LoopBudget } from '../../../models/toolLoop.ts';
import { createCheckPool } from '../../../validators/auto/createCheckPool.ts';
import { createBaselineSolver } from '../baseline.ts';
import { createAgentSolver, type AgentReport } from './createAgentSolver.ts';
import { bankTask } from './test/bankTask.ts';

const path = process.env['POIW_TEST_GGUF'];

interface Work {
  readonly file: string;
  readonly threads: number;
  readonly contextTokens: number;
  readonly budget: LoopBudget;
  readonly maxOutputTokens: number;
}

/** A whole task through node-llama-cpp, its process, its grammar and the agent's real tools. */
async function workWith({ file, threads, contextTokens, budget, maxOutputTokens }: Work) {
  const adapter = createLlamaAdapter({
    ...{ name: basename(file), path: file, threads, contextTokens, sequences: 1 },
    ...{ gpu: file === path ? 'auto' : false, loadDeadlineMs: 300_000 },
  });
  const { backend, ledger } = testBackend(adapter);
  const pool = createCheckPool({ threads: 1 });
  const lines: string[] = [(await backend.health(new AbortController().signal)).detail];
  const reports: AgentReport[] = [];
  const task = bankTask();
  try {
    const answer = await createAgentSolver({
      ...{ backend, floor: createBaselineSolver(), budget, maxOutputTokens },
      now: () => Date.now(),
      onReport: (report) => reports.push(report),
    }).solve({
      ...{ task, seed: `0x${'ab'.repeat(32)}`, pool, signal: new AbortController().signal },
      progress: (line) => lines.push(line),
    });
    const spent = { ...ledger.task(task.id), cost: '0' };
    return { lines, report: reports[0], spent, answer };
  } finally {
    await backend.close();
    await pool.stop();
  }
}

test('behavior: random weights work a task as far as they get; the floor stands', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'poiw-random-'));
  const file = join(folder, 'random.gguf');
  await writeFile(file, tinyGguf({ contextTokens: 32_768 }));
  const { lines, report, spent, answer } = await workWith({
    ...{ file, threads: 1, contextTokens: 16_384, maxOutputTokens: 600 },
    budget: { steps: 2, tokens: 400_000, ms: 45_000, idleSteps: 4 },
  });
  await rm(folder, { recursive: true });
  expect(lines[0]).toContain('random.gguf on cpu');
  expect(report?.steps).toBeGreaterThan(0);
  expect(report?.added).toBe(0);
  expect(answer).toBeNull();
  expect(spent.calls).toBeGreaterThan(0);
  expect(report?.usage?.outputTokens).toBe(spent.outputTokens);
});

/** A whole practice run with a real instruct model; its transcript stays as evidence. */
test.skipIf(path === undefined)(
  'a real model works a task to its end (skipped: POIW_TEST_GGUF names no .gguf file)',
  { timeout: 1_800_000 },
  async () => {
    const transcript = await workWith({
      ...{ file: path ?? '', threads: Number(process.env['POIW_TEST_THREADS'] ?? 2) },
      ...{ contextTokens: 16_384, maxOutputTokens: 2048 },
      budget: { steps: 30, tokens: 400_000, ms: 1_500_000, idleSteps: 10 },
    });
    await mkdir('.poiw', { recursive: true });
    await writeFile('.poiw/real-model.json', JSON.stringify(transcript, null, 2));
    expect(transcript.report?.error).toBeNull();
    expect(transcript.report?.steps).toBeGreaterThan(0);
  },
);
