import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DemoResult } from '../node/demo/runDemo.ts';
import type { AuditAnswer } from '../tasks/kinds/audit.ts';
import { startModelServer, type ModelServer, type Respond } from '../models/test/modelServer.ts';
import { tinyGguf } from '../models/test/tinyGguf.ts';
import { BANK, SCENARIO } from '../miner/solvers/agent/test/bankTask.ts';
import { AUDITOR_STEPS, harborAuditor } from './harborAuditor.ts';
import { envelopeOf, runCli } from './runCli.ts';

/** The whole way of a user with a model: command line, HTTP, tools, checks, exit codes. */
let folder = '';
const servers: ModelServer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poiw-model-'));
  const files = {
    'task/task.json': JSON.stringify({
      schema: 'poiw.task/v1',
      kind: 'audit',
      title: 'Review of a bank',
      description: 'A bank that keeps deposits.',
      settings: {
        compiler: { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 },
        scope: ['Bank.sol'],
        scenario: 'scenario.json',
      },
      public: ['Bank.sol', 'scenario.json'],
      hidden: ['hidden/audit.json', 'hidden/Bank.sol'],
      terms: { reward: '100000000000000000000' },
    }),
    'task/Bank.sol': BANK,
    'task/scenario.json': JSON.stringify(SCENARIO),
    'task/hidden/Bank.sol': BANK.replace(
      'balances[owner] -=',
      'require(owner == msg.sender);\n        balances[owner] -=',
    ),
    'task/hidden/audit.json': JSON.stringify({
      schema: 'poiw.audit-hidden/v1',
      invariants: [
        {
          id: 'deposit-kept',
          title: 'Nobody but its owner takes a deposit',
          severity: 'critical',
          left: [{ read: '$bank', fn: 'balances(address)', args: ['$alice'] }],
          op: '>=',
          right: ['~5000000000000000000'],
        },
      ],
      benign: [
        {
          name: 'deposit and withdraw',
          calls: [
            { from: '$deployer', to: '$bank', fn: 'deposit()', args: [], value: '1000' },
            {
              from: '$deployer',
              to: '$bank',
              fn: 'withdrawFor(address,uint256)',
              args: ['$deployer', '1000'],
            },
          ],
        },
      ],
      bugs: [
        {
          id: 'open-withdraw',
          class: 'access-control',
          severity: 'critical',
          title: 'Anyone withdraws',
          contract: 'Bank',
          function: 'withdrawFor',
          patch: { 'Bank.sol': 'hidden/Bank.sol' },
        },
      ],
    }),
    key: 'secret-key-of-a-test',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await chmod(join(folder, 'key'), 0o600);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(respond: Respond): Promise<ModelServer> {
  const server = await startModelServer('openai', respond);
  servers.push(server);
  return server;
}

const SAMPLE = 'tasks/samples/audit-harbor';

const practice = (task: string, model: string, ...more: string[]) =>
  runCli(['miner', 'practice', task, '--solver', 'agent', '--model', model, '--json', ...more]);

describe('poiw miner practice --solver agent', { timeout: 240_000 }, () => {
  test('default: a capable model proves and patches what the baseline misses, and costs add up', async () => {
    const server = await serve(harborAuditor);
    const out = join(folder, 'answer.json');
    const run = await practice(
      SAMPLE,
      `${server.url}#scripted`,
      ...['--model-key', `file:${join(folder, 'key')}`, '--out', out],
      ...['--price-in', '2', '--price-out', '10'],
    );
    const { ok, data, error } = envelopeOf<{
      answer: AuditAnswer;
      items: { id: string; verdict: string; receiptBody: { outputs: Record<string, unknown> } }[];
      model: Record<string, unknown>;
    }>(run);
    expect(error).toBeNull();
    expect(ok).toBe(true);
    expect(run.code).toBe(0);
    const proved = data.items.filter(({ verdict }) => verdict === 'valid');
    // Three of the baseline, and the one nobody sees without a model.
    expect(proved).toHaveLength(4);
    const found = data.answer.findings.find((one) => one.class === 'price-manipulation');
    const item = proved.find(({ id }) => id === found?.id);
    expect(item?.receiptBody.outputs['patch']).toMatchObject({
      verified: true,
      reason: 'patch-verified',
    });
    const prompt = server.requests.at(-1)?.prompt ?? '';
    expect(prompt).toContain('It proves nothing.');
    expect(prompt).toContain('The patch stops the exploit');
    // 1000 + 2000 + … + 7000 in, 7 times 50 out; 28000 * 2 + 350 * 10 micro-dollars.
    expect(data.model).toMatchObject({
      ...{ end: 'done', steps: 7, toolCalls: 7, calls: 7, added: 1, error: null },
      ...{ inputTokens: 28_000, outputTokens: 350, costUsd: '0.0595' },
    });
    expect(
      server.requests.every(
        ({ headers }) => headers.authorization === 'Bearer secret-key-of-a-test',
      ),
    ).toBe(true);
    expect(run.stdout + run.stderr).not.toContain('secret-key-of-a-test');
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual(data.answer);
    const check = await runCli(['check', SAMPLE, '--answer', out, '--json']);
    expect(check.code).toBe(0);
  });

  test('error: each trouble has its code, its exit and a next step', async () => {
    const dead = await serve(harborAuditor);
    await dead.close();
    const wrongKey = await serve(() => ({ status: 401, text: 'bad key' }));
    const limited = await serve(() => ({
      status: 429,
      headers: { 'retry-after': '3600' },
      text: 'slow',
    }));
    await writeFile(join(folder, 'page.gguf'), '<!doctype html>');
    await writeFile(join(folder, 'tiny.gguf'), tinyGguf({ contextTokens: 300_000_000 }));
    const huge = ['--model-context', '200000000', '--gpu', 'off'];
    const cases: [string, string, number, string[]][] = [
      [`${dead.url}#scripted`, 'E_MODEL_UNREACHABLE', 5, []],
      [`${wrongKey.url}#scripted`, 'E_MODEL_AUTH', 4, []],
      [`${limited.url}#scripted`, 'E_MODEL_RATE_LIMITED', 5, []],
      [`${limited.url}#absent`, 'E_MODEL_NOT_FOUND', 7, []],
      [join(folder, 'absent.gguf'), 'E_MODEL_NOT_FOUND', 7, []],
      [join(folder, 'page.gguf'), 'E_MODEL_FILE', 8, []],
      [join(folder, 'tiny.gguf'), 'E_MODEL_MEMORY', 3, huge],
      ['openai:some-model', 'E_MODEL_AUTH', 4, []],
      ['what', 'E_USAGE', 2, []],
    ];
    for (const [model, code, exit, more] of cases) {
      const run = await practice(join(folder, 'task'), model, ...more);
      const { error } = envelopeOf(run);
      expect([model, error?.code, run.code]).toEqual([model, code, exit]);
      expect(error?.hint).toBeTruthy();
    }
  });
});

describe('poiw miner start', { timeout: 240_000 }, () => {
  test('error: what will not mend itself ends the start with its code, exit and next step', async () => {
    const refusing = createServer((_, response) => response.writeHead(401).end('{}'));
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const { port } = refusing.address() as AddressInfo;
    const server = await serve(harborAuditor);
    await writeFile(join(folder, 'small.gguf'), tinyGguf({ contextTokens: 300_000_000 }));
    const huge = ['--model-context', '200000000', '--gpu', 'off'];
    const cases: [string, string, number, string[]][] = [
      [`http://127.0.0.1:${port}/v1#any`, 'E_MODEL_AUTH', 4, []],
      [`${server.url}#absent`, 'E_MODEL_NOT_FOUND', 7, []],
      [join(folder, 'absent.gguf'), 'E_MODEL_NOT_FOUND', 7, []],
      [join(folder, 'small.gguf'), 'E_MODEL_MEMORY', 3, huge],
    ];
    const common = ['--key', 'env:NOBODYS', '--data', join(folder, 'miner'), '--json'];
    for (const [model, code, exit, more] of cases) {
      const run = await runCli(['miner', 'start', '--model', model, ...common, ...more]);
      const { error } = envelopeOf(run);
      expect([model, error?.code, run.code]).toEqual([model, code, exit]);
      expect(error?.hint).toBeTruthy();
    }
    refusing.close();
  });
});

describe('poiw demo --model', { timeout: 600_000 }, () => {
  test('default: the model’s miner finds what no other does, and is paid for it', async () => {
    const server = await serve(harborAuditor);
    const args = ['demo', '--only', 'audit', '--json', '--out', join(folder, 'demo')];
    const run = await runCli([...args, '--model', `${server.url}#scripted`]);
    const { ok, data } = envelopeOf<DemoResult>(run);
    expect(run.stderr).not.toContain('error E_');
    expect([run.code, ok]).toEqual([0, true]);
    expect(data.model).toBe(`${server.url}#scripted`);
    expect(data.tasks.map(({ kind, state }) => [kind, state])).toEqual([['audit', 'settled']]);
    const answers = data.tasks.flatMap((task) => task.answers);
    const paid = (who: string) => BigInt(answers.find(({ name }) => name === who)?.paid ?? 0);
    expect(paid('vera')).toBeGreaterThan(0n);
    expect(paid('mona')).toBeGreaterThan(paid('vera'));
    expect(run.stderr).toContain('1 items beyond the baseline');
    expect(server.requests).toHaveLength(AUDITOR_STEPS);
  });

  test('error: a model that is away is said at once, before anything is started', async () => {
    const server = await serve(harborAuditor);
    await server.close();
    const run = await runCli(['demo', '--json', '--model', `${server.url}#scripted`]);
    expect([run.code, envelopeOf(run).error?.code]).toEqual([5, 'E_MODEL_UNREACHABLE']);
  });
});

describe('poiw model', { timeout: 60_000 }, () => {
  test('default: test and list', async () => {
    const server = await serve(() => ({ text: '{"answer":"yes"}' }));
    const tested = await runCli(['model', 'test', '--model', `${server.url}#scripted`, '--json']);
    expect(envelopeOf(tested)).toMatchObject({ ok: true, data: { calls: 1, tools: true } });
    const listed = await runCli(['model', 'list', '--models-folder', folder, '--json']);
    expect(envelopeOf(listed)).toMatchObject({ ok: true, data: { configured: null } });
  });
});
