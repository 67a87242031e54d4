import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { AuditAnswer } from '../../../tasks/kinds/audit.ts';
import type { StatisticsAnswer } from '../../../tasks/kinds/statistics.ts';
import type { TaskPackage } from '../../../tasks/taskSpec.ts';
import { createCheckPool } from '../../../validators/auto/createCheckPool.ts';
import { createBaselineSolver } from '../baseline.ts';
import type { Solver } from '../../solver.ts';
import { testPackage } from '../testPackage.ts';
import { testContext, testSolve } from '../testSolve.ts';
import { createAgentSolver, type AgentReport } from './createAgentSolver.ts';
import { BANK, bankTask, FIX, REPORT, STEAL } from './test/bankTask.ts';
import { scriptedModel, type ScriptedModel } from './test/scriptedModel.ts';

const pool = createCheckPool({ threads: 1 });
afterAll(() => pool.stop());
const opened: ScriptedModel[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ server }) => server.close()));
});

function agentOf({ backend }: ScriptedModel, onReport?: (report: AgentReport) => void): Solver {
  return createAgentSolver({
    backend,
    floor: createBaselineSolver(),
    budget: { steps: 20, tokens: 100_000, ms: 60_000, idleSteps: 6 },
    maxOutputTokens: 2000,
    now: () => Date.now(),
    ...(onReport === undefined ? {} : { onReport }),
  });
}

async function solve(task: TaskPackage, model: ScriptedModel) {
  opened.push(model);
  const reports: AgentReport[] = [];
  const solver = agentOf(model, (report) => reports.push(report));
  const answer = await testSolve(solver, task, pool);
  return { answer: answer as AuditAnswer | null, report: reports[0] };
}

const calls = STEAL.calls.map((call) => ({ ...call, args: ['$attacker', '1'] }));
const GOOD = [
  { tool: 'list_symbols', input: {} },
  { tool: 'read_file', input: { file: 'Bank.sol', from: 1, to: 100 } },
  { tool: 'run_exploit', input: { ...STEAL, calls } },
  { tool: 'run_exploit', input: STEAL },
  {
    tool: 'try_patch',
    input: { exploit: 'X1', edits: [{ ...FIX[0], replacement: BANK.split('\n')[10] }] },
  },
  { tool: 'try_patch', input: { exploit: 'X1', edits: FIX } },
  { tool: 'report_finding', input: REPORT },
];

describe('createAgentSolver: audit', { timeout: 120_000 }, () => {
  test.each(['tools', 'json'] as const)(
    'default: with %s, map, wrong exploit, right one, wrong patch, right one, report',
    async (mode) => {
      const model = await scriptedModel(mode, GOOD);
      const { answer, report } = await solve(bankTask(), model);
      const [finding] = answer?.findings ?? [];
      expect(finding).toMatchObject({
        id: 'P1',
        class: 'access-control',
        severity: 'critical',
        confidence: 0.97,
      });
      expect(finding?.poc?.calls).toHaveLength(1);
      expect(finding?.patch?.['Bank.sol']).toContain('not yours');
      expect(finding?.locations[0]?.quote).toContain('function withdrawFor');
      expect(report).toMatchObject({ end: 'done', steps: 8, toolCalls: 8, added: 1, error: null });
      expect(report?.usage).toMatchObject({ inputTokens: 800, outputTokens: 80 });
      const cost = 800n * 2_000_000n + 80n * 10_000_000n;
      expect(model.ledger.task(bankTask().id)).toMatchObject({ calls: 8, cost });
      const last = model.server.requests.at(-1)?.prompt ?? '';
      expect(last).toContain('It proves nothing.');
      expect(last).toContain('The exploit still works on the patched code.');
      expect(last).toContain('This exploit is X1');
    },
  );

  test('behavior: what was not proved is labelled so, with little confidence and no exploit', async () => {
    const model = await scriptedModel('tools', [
      { tool: 'report_finding', input: { ...REPORT, exploit: 'X9' } },
      { tool: 'report_finding', input: { ...REPORT, exploit: null, confidence: 100 } },
    ]);
    const { answer } = await solve(bankTask(), model);
    expect(answer?.findings).toHaveLength(1);
    expect(answer?.findings[0]).toMatchObject({ id: 'U1', confidence: 0.6 });
    expect(answer?.findings[0]?.poc).toBeUndefined();
  });

  test('error: a dead model leaves the baseline’s answer and says why', async () => {
    const model = await scriptedModel('tools', GOOD);
    await model.server.close();
    const { answer, report } = await solve(bankTask(), model);
    expect(answer).toBeNull();
    expect(report).toMatchObject({
      end: 'failed',
      error: { code: 'E_MODEL_UNREACHABLE' },
      added: 0,
    });
  });

  test('behavior: what was proved is kept at once, whatever ends the work', async () => {
    const model = await scriptedModel('tools', (_, count) => GOOD[count + 2] ?? 'stay');
    opened.push(model);
    const stop = new AbortController();
    const kept: AuditAnswer[] = [];
    const solving = agentOf(model).solve({
      ...testContext(bankTask(), pool),
      signal: stop.signal,
      keep: (answer) => {
        kept.push(answer as AuditAnswer);
        if (kept.at(-1)?.findings[0]?.patch !== undefined) stop.abort();
      },
    });
    await expect(solving).rejects.toMatchObject({ code: 'E_ABORTED' });
    expect(kept.at(-1)?.findings.map(({ id, poc }) => [id, poc !== undefined])).toEqual([
      ['P1', true],
    ]);
  });

  test('behavior: the spend cap of a task ends the work, what was proved stands', async () => {
    const reads = Array.from({ length: 15 }, (_, at) => ({
      tool: 'read_file',
      input: { file: 'Bank.sol', from: 1, to: at + 1 },
    }));
    const moves = [
      { tool: 'run_exploit', input: STEAL },
      { tool: 'report_finding', input: REPORT },
      ...reads,
    ];
    const model = await scriptedModel('tools', moves, { tokensPerTask: 8000 });
    const { answer, report } = await solve(bankTask(), model);
    expect(report).toMatchObject({ end: 'failed', error: { code: 'E_SPEND_CAP' } });
    expect(answer?.findings.map(({ id }) => id)).toEqual(['P1']);
    expect(model.ledger.task(bankTask().id).inputTokens).toBeLessThan(8000);
  });
});

describe('createAgentSolver: other kinds', { timeout: 120_000 }, () => {
  test('statistics: the model writes the query, the database gives the number', async () => {
    const question = { unit: 'EUR', decimals: 2 };
    const settings = {
      dataset: 'sales.csv',
      questions: [
        {
          ...question,
          id: 'mean',
          text: 'Mean price?',
          measure: { aggregate: 'mean', column: 'price' },
        },
        { ...question, id: 'spread', text: 'Dearest less cheapest?' },
      ],
    };
    const task = testPackage('statistics', settings, { 'sales.csv': 'price\n1.5\n2\n3.25\n' });
    const model = await scriptedModel('tools', [
      { tool: 'query_data', input: { sql: 'SELECT count(*) FROM data' } },
      { tool: 'answer_question', input: { question: 'mean', sql: 'SELECT 99' } },
      {
        tool: 'answer_question',
        input: { question: 'spread', sql: 'SELECT max(price) - min(price) FROM data' },
      },
    ]);
    const { answer, report } = await solve(task, model);
    const { claims, prose } = answer as unknown as StatisticsAnswer;
    expect(claims.map(({ id, value }) => [id, value])).toEqual([
      ['mean', '2.25'],
      ['spread', '1.75'],
    ]);
    expect(prose).toContain('[[spread]]');
    expect(report?.added).toBe(1);
  });

  test('optimization: only what behaves the same and costs less is kept', async () => {
    const text = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Counter {
    uint256 public count;
    function bump(uint256 times) external {
        uint256 rounds = times % 8;
        for (uint256 i = 0; i < rounds; i++) count = count + 1;
    }
}
`;
    const settings = {
      compiler: { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 },
      source: 'Counter.sol',
      contract: 'Counter',
      constructorArgs: [],
    };
    const better = text.replace(
      'for (uint256 i = 0; i < rounds; i++) count = count + 1;',
      'count += rounds;',
    );
    const model = await scriptedModel('tools', [
      { tool: 'meter_gas', input: { source: better.replace('count += rounds', 'count = rounds') } },
      { tool: 'meter_gas', input: { source: better.replace('rounds;', 'rounds') } },
      { tool: 'meter_gas', input: { source: better } },
    ]);
    const { answer, report } = await solve(
      testPackage('optimization', settings, { 'Counter.sol': text }),
      model,
    );
    expect((answer as unknown as { source: string }).source).toBe(better);
    expect(report?.added).toBe(1);
    const last = model.server.requests.at(-1)?.prompt ?? '';
    expect(last).toContain('It behaves differently.');
    expect(last).toContain('It does not compile.');
  });

  test('syntax: the compiler needs no model', async () => {
    const text = 'pragma solidity ^0.8.20;\ncontract A {\n    uint256 x = true;\n}\n';
    const compiler = { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 };
    const model = await scriptedModel('tools', []);
    const task = testPackage('syntax', { compiler, sources: ['A.sol'] }, { 'A.sol': text });
    const { report } = await solve(task, model);
    expect(report?.end).toBe('baseline');
    expect(model.server.requests).toHaveLength(0);
  });
});
