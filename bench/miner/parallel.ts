import type { AuditAnswer } from '../../tasks/kinds/audit.ts';
import { startModelServer, type Respond } from '../../models/test/modelServer.ts';
import { testAdapter, testBackend } from '../../models/test/testBackend.ts';
import { createAgentSolver } from '../../miner/solvers/agent/createAgentSolver.ts';
import { bankTask, FIX, REPORT, STEAL } from '../../miner/solvers/agent/test/bankTask.ts';
import { createBaselineSolver } from '../../miner/solvers/baseline.ts';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import { atLeast } from '../target.ts';
import { round, type Measure, type MeasureOptions } from './measure.ts';

/** What a hosted model takes for a reply of some hundred tokens, at the least. */
const LATENCY_MS = 1000;
const SIDE_BY_SIDE = 4;

const MOVES = [
  ['list_symbols', {}],
  ['read_file', { file: 'Bank.sol', from: 1, to: 60 }],
  ['run_exploit', STEAL],
  ['try_patch', { exploit: 'X1', edits: FIX }],
  ['report_finding', REPORT],
  ['finish', { summary: 'one bug' }],
] as const;

/** A capable model on a server that takes its time and answers several at once. */
const respond: Respond = ({ body }) => {
  const turns = body['messages'] as readonly { readonly role: string }[];
  const step = turns.filter(({ role }) => role === 'assistant').length;
  const [name, input] = MOVES[step] ?? MOVES[5];
  return { calls: [{ name, input }], delayMs: LATENCY_MS };
};

/**
 * Whole tasks with a model, four side by side against one after the other: the agent, its real
 * checks on two threads, and a server whose replies take a second.
 */
export async function measureParallel({ quick, say }: MeasureOptions): Promise<Measure> {
  say(`parallel: whole audits over a server that takes ${LATENCY_MS} ms a reply`);
  const server = await startModelServer('openai', respond);
  const pool = createCheckPool({ threads: 2 });
  const solver = createAgentSolver({
    backend: testBackend(testAdapter('openai', server.url)).backend,
    floor: createBaselineSolver(),
    budget: { steps: 20, tokens: 1_000_000, ms: 300_000, idleSteps: 6 },
    maxOutputTokens: 2000,
    now: () => Date.now(),
  });
  let tasks = 0;
  const solve = async () => {
    const task = bankTask({ title: `bank number ${(tasks += 1)}` });
    const answer = (await solver.solve({
      ...{ task, seed: `0x${'ab'.repeat(32)}`, pool, signal: new AbortController().signal },
      progress: () => undefined,
    })) as AuditAnswer | null;
    if (answer?.findings[0]?.patch === undefined) throw new Error('the audit was not solved');
  };
  await solve();
  const alone = quick ? 1 : 3;
  const one = await secondsOf(async () => {
    for (let at = 0; at < alone; at += 1) await solve();
  });
  const four = await secondsOf(async () => {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, solve));
  });
  await pool.stop();
  await server.close();
  const perTask = { one: one / alone, four: four / SIDE_BY_SIDE };
  return {
    targets: [
      atLeast({
        ...{ name: 'four parallel tasks', value: round(perTask.one / perTask.four), target: 1.6 },
        ...{ unit: 'x tasks/s of one after the other', baseline: round(60 / perTask.one, 1) },
      }),
    ],
    rows: {
      parallel: {
        ...{ backend: 'scripted HTTP server', latencyMs: LATENCY_MS, checkThreads: 2 },
        ...{ secondsATaskAlone: round(perTask.one), secondsATaskOfFour: round(perTask.four) },
      },
    },
  };
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
