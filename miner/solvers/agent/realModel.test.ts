import { mkdir, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { createLlamaAdapter } from '../../../models/llama/createLlamaAdapter.ts';
import { testBackend } from '../../../models/test/testBackend.ts';
import { createCheckPool } from '../../../validators/auto/createCheckPool.ts';
import { createBaselineSolver } from '../baseline.ts';
import { createAgentSolver, type AgentReport } from './createAgentSolver.ts';
import { bankTask } from './test/bankTask.ts';

const path = process.env['POIW_TEST_GGUF'];

/** A whole practice run with a real instruct model; its transcript stays as evidence. */
test.skipIf(path === undefined)(
  'a real model works a task to its end (skipped: POIW_TEST_GGUF names no .gguf file)',
  { timeout: 1_800_000 },
  async () => {
    const file = path ?? '';
    const adapter = createLlamaAdapter({
      name: basename(file),
      path: file,
      gpu: 'auto',
      threads: Number(process.env['POIW_TEST_THREADS'] ?? 2),
      contextTokens: 16_384,
      sequences: 1,
      loadDeadlineMs: 300_000,
    });
    const { backend, ledger } = testBackend(adapter);
    const pool = createCheckPool({ threads: 1 });
    const lines: string[] = [(await backend.health(new AbortController().signal)).detail];
    const reports: AgentReport[] = [];
    const task = bankTask();
    try {
      const answer = await createAgentSolver({
        backend,
        floor: createBaselineSolver(),
        budget: { steps: 30, tokens: 400_000, ms: 1_500_000, idleSteps: 10 },
        maxOutputTokens: 2048,
        now: () => Date.now(),
        onReport: (report) => reports.push(report),
      }).solve({
        task,
        seed: `0x${'ab'.repeat(32)}`,
        pool,
        signal: new AbortController().signal,
        progress: (line) => lines.push(line),
      });
      const transcript = {
        lines,
        report: reports[0],
        spent: { ...ledger.task(task.id), cost: '0' },
        answer,
      };
      await mkdir('.poiw', { recursive: true });
      await writeFile('.poiw/real-model.json', JSON.stringify(transcript, null, 2));
      expect(reports[0]?.error).toBeNull();
      expect(reports[0]?.steps).toBeGreaterThan(0);
    } finally {
      await backend.close();
      await pool.stop();
    }
  },
);
