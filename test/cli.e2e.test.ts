import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Wallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { envelopeOf, finish, runCli, startCli } from './runCli.ts';

const AUDIT = 'tasks/samples/audit-harbor';
const STATISTICS = 'tasks/samples/statistics-orders';
const SYNTAX = 'tasks/samples/syntax-token';

interface CheckData {
  readonly verdict: string;
  readonly receipt: string;
  readonly refused: { readonly code: string } | null;
  readonly items: readonly { readonly verdict: string; readonly reason: string }[];
}

interface EarningsData {
  readonly owed: string;
  readonly tasks: readonly { readonly paid: string; readonly spent: { gasWei: string } | null }[];
  readonly balance: { readonly paid: string } | null;
}

interface MinerStatusData {
  readonly earning: { readonly yes: boolean; readonly because: string };
  readonly freeStake: string;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const check = (task: string, answer: string, ...more: string[]) =>
  runCli(['check', task, '--answer', answer, '--json', ...more]);

describe('poiw check', () => {
  test('default: the gold answer of the audit is valid, and its receipt the same every time', async () => {
    const first = await check(AUDIT, `${AUDIT}/hidden/gold.json`);
    const second = await check(AUDIT, `${AUDIT}/hidden/gold.json`);
    const one = envelopeOf<CheckData>(first);
    expect(first.code).toBe(0);
    expect(one.data.verdict).toBe('valid');
    expect(one.data.receipt).toMatch(/^bafkrei/);
    expect(envelopeOf<CheckData>(second).data).toEqual(one.data);
  }, 180_000);

  test('behavior: the same answer against the patched sources is invalid', async () => {
    const patched = `${AUDIT}/hidden/patches/all`;
    const run = await check(AUDIT, `${AUDIT}/hidden/gold.json`, '--sources', patched);
    expect(run.code).toBe(11);
    const { ok, data, error } = envelopeOf<CheckData>(run);
    expect(ok).toBe(false);
    expect(error?.code).toBe('E_ANSWER_REJECTED');
    expect(data.verdict).toBe('invalid');
    expect(data.items.every(({ verdict }) => verdict === 'invalid')).toBe(true);
  }, 120_000);

  test.each([
    ['too large', () => JSON.stringify({ pad: 'x'.repeat(300_000) }), 'too-large'],
    ['not JSON', () => '{"task":', 'malformed'],
    ['too deep', () => '['.repeat(5000) + ']'.repeat(5000), 'malformed'],
    ['an unknown field', () => gold((answer) => ({ ...answer, extra: 1 })), 'schema'],
    ['for another task', () => gold((answer) => ({ ...answer, task: OTHER_TASK })), 'wrong-task'],
  ])('error: an answer that is %s is refused with a code', async (_, text, code) => {
    const path = join(folder, 'answer.json');
    writeFileSync(path, text());
    const run = await check(STATISTICS, path);
    expect(run.code).toBe(11);
    expect(envelopeOf<CheckData>(run).data.refused?.code).toBe(code);
  });

  test('error: a missing answer exits 7', async () => {
    expect((await check(STATISTICS, join(folder, 'nothing.json'))).code).toBe(7);
  });
});

const OTHER_TASK = 'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq';

function gold(change: (answer: Record<string, unknown>) => Record<string, unknown>): string {
  const text = readFileSync(`${STATISTICS}/hidden/gold.json`, 'utf8');
  return JSON.stringify(change(JSON.parse(text) as Record<string, unknown>));
}

describe('malformed task folders', () => {
  const copy = (name: string) => {
    const to = join(folder, name);
    cpSync(SYNTAX, to, { recursive: true });
    return to;
  };

  test('error: a file outside the folder', async () => {
    const task = copy('outside');
    const manifest = JSON.parse(readFileSync(join(task, 'task.json'), 'utf8')) as {
      public: string[];
    };
    const first = manifest.public[0] ?? '';
    rmSync(join(task, first));
    symlinkSync('/etc/hostname', join(task, first));
    const run = await runCli(['task', 'lint', task, '--json']);
    expect(run.code).toBe(1);
    expect(JSON.stringify(envelopeOf(run).data)).toContain('E_PATH_OUTSIDE');
  });

  test('error: an unknown field in task.json names the field', async () => {
    const task = copy('unknown');
    const path = join(task, 'task.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...manifest, surprise: true }));
    const run = await runCli(['task', 'lint', task, '--json']);
    expect(run.code).toBe(1);
    expect(JSON.stringify(envelopeOf(run).data)).toContain('surprise');
  });
});

describe('wrong surroundings', () => {
  test('error: wrong usage exits 2, with an envelope when asked for one', async () => {
    const run = await runCli(['task', 'publish', '--json']);
    expect(run.code).toBe(2);
    expect(envelopeOf(run).error?.code).toBe('E_USAGE');
  });

  test('error: no network file exits 3 and says how to get one', async () => {
    const run = await runCli(['task', 'list', '--network', join(folder, 'none.json'), '--json']);
    expect(run.code).toBe(3);
    expect(envelopeOf(run).error?.hint).toContain('poiw devnet');
  });

  test('error: a port in use exits 12 and leaves nothing behind', async () => {
    const server: Server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const home = join(folder, 'taken');
    const run = await runCli(['devnet', '--home', home, '--port', String(port), '--json']);
    server.close();
    expect(run.code).toBe(12);
    expect(envelopeOf(run).error?.code).toBe('E_PORT_IN_USE');
    expect(processesOf(home)).toEqual([]);
  });
});

describe('poiw devnet', () => {
  let home: string;
  let network: string;

  beforeAll(async () => {
    home = join(folder, 'devnet');
    network = join(home, 'network.json');
    const child = startCli(['devnet', '--home', home]);
    devnet = { child, finished: finish(child) };
    let told = '';
    child.stderr?.on('data', (text: string) => (told += text));
    while (!told.includes('ready')) {
      if (child.exitCode !== null) throw new Error(told);
      await sleep(200);
    }
  }, 240_000);
  let devnet: { child: ReturnType<typeof startCli>; finished: ReturnType<typeof finish> };

  test('default: a stranger publishes, waits, fetches and verifies against the chain', async () => {
    const publisher = ['--key', `file:${home}/keys/publisher.key`, '--data', `${home}/data/me`];
    const publish = [
      'task',
      'publish',
      SYNTAX,
      '--network',
      network,
      '--wait',
      'settled',
      '--json',
    ];
    const published = await runCli([...publish, ...publisher]);
    expect(published.stderr).not.toContain('error');
    expect(envelopeOf<{ tasks: { state: string }[] }>(published).data.tasks[0]?.state).toBe(
      'settled',
    );
    const out = join(folder, 'result');
    expect((await runCli(['result', 'fetch', '1', '--network', network, '--out', out])).code).toBe(
      0,
    );
    const verified = await runCli(['result', 'verify', join(out, 'bundle'), '--network', network]);
    expect(verified.code).toBe(0);
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain('## Money');
  }, 120_000);

  test('behavior: an operator asks a running miner, and steers it', async () => {
    const miner = (...args: string[]) => runCli(['miner', ...args, '--json']);
    const data = ['--data', join(home, 'data', 'vera')];
    const status = envelopeOf<MinerStatusData>(await miner('status', ...data));
    expect(status.data).toMatchObject({ running: true, mode: 'running', role: 'miner' });
    expect(status.data.earning.because).not.toBe('');
    expect((await miner('pause', ...data)).code).toBe(0);
    // What is under way still earns; once its share is taken, a paused miner does not.
    await vi.waitFor(
      async () => {
        const paused = envelopeOf<MinerStatusData>(await miner('status', ...data));
        expect(paused.data).toMatchObject({ mode: 'paused', earning: { yes: false } });
      },
      { timeout: 30_000, interval: 1000 },
    );
    expect((await miner('resume', ...data)).code).toBe(0);

    const explained = await miner('explain', '1', '--network', network, ...data);
    const decision = envelopeOf<{ decision: { take: boolean; criteria: unknown[] } }>(explained);
    expect(decision.data.decision.take).toBe(true);
    expect(decision.data.decision.criteria.length).toBeGreaterThan(7);
    const key = ['--key', `file:${home}/keys/vera.key`, '--network', network];
    const earnings = async () => envelopeOf<EarningsData>(await miner('earnings', ...key, ...data));
    // The daemon takes its share by itself, some blocks after the settlement.
    await vi.waitFor(
      async () => expect((await earnings()).data.balance?.paid ?? '0').not.toBe('0'),
      { timeout: 30_000, interval: 1000 },
    );
    const earned = await earnings();
    const [first] = earned.data.tasks;
    expect(first?.paid).toBe(earned.data.balance?.paid);
    expect(BigInt(first?.spent?.gasWei ?? 0)).toBeGreaterThan(0n);
    const { balance, freeStake } = envelopeOf<EarningsData & MinerStatusData>(
      await miner('status', ...data),
    ).data;
    // The bond is back.
    expect(BigInt(freeStake)).toBe(1_000n * 10n ** 18n);
    expect(balance).toMatchObject({ paid: first?.paid, spent: { total: first?.spent } });
    const onChain = envelopeOf<EarningsData>(await miner('earnings', ...key)).data;
    expect(onChain).toMatchObject({ balance: null, tasks: [{ paid: first?.paid, spent: null }] });
    const claimed = envelopeOf<{ claimed: string }>(await miner('claim', ...data));
    expect(claimed.data.claimed).toBe(earned.data.owed);
  }, 60_000);

  test.each([
    ['is away', 'E_MODEL_UNREACHABLE', undefined],
    ['limits its rate', 'E_MODEL_RATE_LIMITED', 429],
  ])(
    'behavior: a miner whose model %s stays up on the baseline, and says so',
    async (_, code, status) => {
      const model = createHttpServer((_request, response) =>
        response.writeHead(status ?? 500).end(),
      );
      await new Promise<void>((resolve) => model.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1#any`;
      if (status === undefined) model.close();
      const { address, privateKey } = Wallet.createRandom();
      const key = join(folder, `${address}.key`);
      writeFileSync(key, privateKey, { mode: 0o600 });
      const owner = ['--key', `file:${home}/keys/publisher-2.key`, '--network', network];
      const amount = ['--amount', '100000000000000000000'];
      const joined = await runCli([
        'stake',
        '--role',
        'miner',
        '--worker',
        address,
        ...amount,
        ...owner,
      ]);
      expect(joined.code).toBe(0);
      const data = join(folder, address);
      const worker = ['--key', `file:${key}`, '--network', network, '--data', data, '--model', url];
      const checked = await runCli(['miner', 'check', ...worker, '--json']);
      const { lines } = envelopeOf<{ lines: { name: string; result: string; found: string }[] }>(
        checked,
      ).data;
      const solver = lines.find(({ name }) => name === 'solver');
      expect(solver).toMatchObject({ result: 'warn', fix: expect.any(String) as string });
      expect(solver?.found).toContain(code);

      const child = startCli(['miner', 'start', ...worker, '--log-format', 'json']);
      const finished = finish(child);
      try {
        await vi.waitFor(
          async () => {
            const status = await runCli(['miner', 'status', '--data', data, '--json']);
            expect(envelopeOf(status).data).toMatchObject({ running: true, mode: 'running' });
          },
          { timeout: 60_000, interval: 500 },
        );
        expect((await runCli(['miner', 'stop', '--data', data])).code).toBe(0);
      } finally {
        setTimeout(() => child.kill('SIGKILL'), 20_000).unref();
      }
      const { code: exit, stderr } = await finished;
      expect(exit).toBe(0);
      const said = stderr.split('\n').find((line) => line.includes('model-unavailable'));
      expect(JSON.parse(said ?? '{}')).toMatchObject({ code, instead: 'baseline' });
      model.close();
    },
    120_000,
  );

  test('error: a second daemon with the same key exits 12, with the same folder or another', async () => {
    const key = ['--key', `file:${home}/keys/vera.key`, '--network', network, '--json'];
    for (const data of [join(home, 'data', 'vera'), join(folder, 'elsewhere')]) {
      const run = await runCli(['miner', 'start', '--data', data, ...key]);
      expect(run.code).toBe(12);
      expect(envelopeOf(run).error?.code).toBe('E_ALREADY_RUNNING');
    }
    const shown = await runCli(['protection', 'show', '--data', join(home, 'data', 'vera')]);
    expect(shown.code).toBe(12);
  }, 60_000);

  test('behavior: a juror’s duties, votes and status; protection of a deleted journal', async () => {
    const key = ['--key', `file:${home}/keys/pia.key`, '--network', network, '--json'];
    const duties = await runCli(['validator', 'duties', ...key]);
    expect(envelopeOf<{ exposure: string }>(duties).data.exposure).toBe('0');
    expect((await runCli(['validator', 'votes', ...key])).code).toBe(0);
    const data = join(home, 'data', 'pia');
    const status = envelopeOf<MinerStatusData>(
      await runCli(['validator', 'status', '--data', data, '--json']),
    );
    expect(status.data).toMatchObject({ running: true, role: 'peer' });

    // Vera answered task 1; a disk without her journal must not start.
    const vera = join(home, 'data', 'vera');
    const stop = await runCli(['miner', 'stop', '--data', vera, '--json']);
    expect(stop.code).toBe(0);
    for (let tries = 0; tries < 50; tries += 1) {
      const asked = await runCli(['miner', 'pause', '--data', vera, '--json']);
      if (asked.code === 7) break;
    }
    const lost = ['--data', join(folder, 'lost'), '--key', `file:${home}/keys/vera.key`];
    const refused = await runCli(['miner', 'start', ...lost, '--network', network, '--json']);
    expect(refused.code).toBe(13);
    expect(envelopeOf(refused).error?.hint).toContain('--recover');
  }, 240_000);

  test('error: a task that does not exist exits 7', async () => {
    const run = await runCli(['task', 'show', '99', '--network', network, '--json']);
    expect(run.code).toBe(7);
  });

  test('error: a key others can read exits 4', async () => {
    const key = join(folder, 'open.key');
    writeFileSync(key, `0x${'11'.repeat(32)}\n`, { mode: 0o644 });
    const args = ['task', 'publish', SYNTAX, '--network', network, '--key', `file:${key}`];
    const run = await runCli([...args, '--data', join(folder, 'd'), '--json']);
    expect(run.code).toBe(4);
    expect(envelopeOf(run).error?.hint).toContain('chmod 600');
  });

  test('error: an account without tokens exits 6 with the contract’s own error', async () => {
    const key = join(folder, 'poor.key');
    writeFileSync(key, `0x${'22'.repeat(32)}\n`, { mode: 0o600 });
    const args = ['task', 'publish', SYNTAX, '--network', network, '--key', `file:${key}`];
    const run = await runCli([...args, '--data', join(folder, 'poor'), '--json']);
    expect(run.code).toBe(6);
  });

  test('behavior: killed with SIGKILL it leaves no process; then the RPC is gone and says so', async () => {
    expect(processesOf(home).length).toBeGreaterThan(5);
    devnet.child.kill('SIGKILL');
    await devnet.finished;
    for (let tries = 0; tries < 50 && processesOf(home).length > 0; tries += 1) await sleep(200);
    expect(processesOf(home)).toEqual([]);
    const run = await runCli(['task', 'list', '--network', network, '--json']);
    expect(run.code).toBe(5);
    expect(envelopeOf(run).error).toMatchObject({ code: 'E_RPC_UNREACHABLE', retryable: true });
  }, 60_000);
});

/** Command lines of running processes that mention a folder. */
function processesOf(home: string): string[] {
  const list = execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' });
  return list.split('\n').filter((line) => line.includes(home));
}
