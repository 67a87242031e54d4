import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskResult } from '../node/bundle/taskResult.ts';
import { verifyResult, type CheckOutcome } from '../node/bundle/verifyResult.ts';
import type { DemoResult } from '../node/demo/runDemo.ts';
import { envelopeOf, finish, runCli, startCli, type CliRun, type Envelope } from './runCli.ts';

let folder: string;
let run: CliRun;
let demo: Envelope<DemoResult>;
let processes: string[] = [];

/** Command lines of running daemons of this test's demo. */
function daemons(): string[] {
  const list = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return list.split('\n').filter((line) => line.includes(folder) && / start /.test(line));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-demo-'));
  const child = startCli(['demo', '--json', '--out', folder]);
  const finished = finish(child);
  while (child.exitCode === null && child.signalCode === null) {
    const seen = daemons();
    if (seen.length > processes.length) processes = seen;
    await sleep(500);
  }
  run = await finished;
  demo = envelopeOf<DemoResult>(run);
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tasks = () => demo.data.tasks;
const audit = () => {
  const task = tasks().find(({ kind }) => kind === 'audit');
  if (task === undefined) throw new Error('the demo has no audit');
  return task;
};

describe('poiw demo', () => {
  test('default: ends well and prints exactly one envelope', () => {
    expect(run.stderr).not.toContain('error E_');
    expect(run.code).toBe(0);
    expect(demo).toMatchObject({ schema: 'poiw.cli/v1', command: 'demo', ok: true, error: null });
    expect(run.stderr).toContain('none is configured (--model or POIW_MODEL)');
    expect(demo.data.model).toBeNull();
  });

  test('behavior: at least three settled tasks of three kinds, every wei accounted for', () => {
    const settled = tasks().filter((task) => task.state === 'settled');
    expect(new Set(settled.map((task) => task.kind)).size).toBeGreaterThanOrEqual(3);
    for (const { escrow, paid, refunded, burned } of tasks()) {
      const sum = paid.reduce((total, { amount }) => total + BigInt(amount), 0n);
      expect(sum + BigInt(refunded) + BigInt(burned)).toBe(BigInt(escrow));
    }
  });

  test('behavior: exploits are proved, and what is wrong is not paid', () => {
    const items = audit().answers.flatMap((answer) => answer.items);
    const proved = items.filter((item) => item.evidence === 'exploit' && item.verdict === 'valid');
    expect(proved.length).toBeGreaterThanOrEqual(2);
    expect(items.some((item) => item.verdict === 'invalid')).toBe(true);
    const votes = audit().rounds[0]?.votes ?? [];
    expect(votes).toHaveLength(3);
    expect(votes.every((vote) => vote.revealed)).toBe(true);
  });

  test('behavior: the copycat and the bluffer earn nothing, the silent one loses the bond', () => {
    const byName = (name: string) =>
      tasks()
        .flatMap((task) => task.answers)
        .filter((answer) => answer.name === name);
    for (const name of ['carl', 'bella', 'sid']) {
      expect(byName(name).length, name).toBeGreaterThanOrEqual(1);
      for (const answer of byName(name)) {
        expect(answer.paid).toBe('0');
        expect(BigInt(answer.bondLost), name).toBeGreaterThan(0n);
      }
    }
    expect(byName('sid')[0]?.status).toBe('not-revealed');
    expect(byName('vera').some((answer) => BigInt(answer.paid) > 0n)).toBe(true);
  });

  test('behavior: a dispute overturns what the jury believed, and the false claim costs its author', () => {
    const hearing = audit().rounds.find(({ tier }) => tier === 'standard');
    expect(hearing?.votes.map(({ committed, revealed }) => committed && revealed)).toEqual([
      ...[true, true, true],
    ]);
    const first = hearing?.votes.flatMap(({ judgements }) => judgements.map((one) => one.first));
    expect(new Set(first)).toEqual(new Set(['valid', 'invalid']));
    const evidence = hearing?.hearing?.debate?.points.map((point) => point.evidence);
    expect(new Set(evidence)).toEqual(new Set(['quoted', 'executed', 'none']));
    expect(hearing?.hearing?.ruling).toMatchObject({ convicted: true });
    expect(hearing?.hearing?.ruling?.reason).toContain('executed');
    const { paid = [], slashed = [] } = hearing?.hearing ?? {};
    expect(paid.filter(({ role }) => role === 'expert')).toHaveLength(6);
    expect(slashed.map(({ amount }) => amount)).toEqual([(50n * 10n ** 18n).toString()]);
    const experts = audit().paid.filter(({ role }) => role === 'expert');
    expect(experts.map(({ amount }) => amount)).toEqual(
      Array.from({ length: 3 }, () => (3n * 10n ** 18n).toString()),
    );
  });

  test('behavior: miners and validators are operating-system processes of their own', () => {
    const pids = (pattern: RegExp) =>
      new Set(
        processes.filter((line) => pattern.test(line)).map((line) => line.trim().split(/\s+/)[0]),
      );
    expect(pids(/ miner start /).size).toBeGreaterThanOrEqual(2);
    expect(pids(/ validator start /).size).toBeGreaterThanOrEqual(2);
    process.stdout.write(`${processes.map((line) => line.slice(0, 160)).join('\n')}\n`);
  });

  test('behavior: nothing is left running', () => {
    expect(daemons()).toEqual([]);
  });

  test('behavior: other runs and a chaotic one pay the same people the same', async () => {
    const chaos = await runCli(['demo', '--chaos', '--json', '--out', folder]);
    const envelope = envelopeOf<DemoResult>(chaos);
    expect(chaos.code).toBe(0);
    expect(chaos.stderr.match(/killed with SIGKILL/g)).toHaveLength(2);
    const payouts = (all: readonly TaskResult[]) =>
      all.map(({ kind, refunded, paid }) => ({
        kind,
        refunded,
        paid: paid.map(({ to, role, amount }) => `${to} ${role} ${amount}`).sort(),
      }));
    expect(payouts(envelope.data.tasks)).toEqual(payouts(tasks()));
  }, 240_000);
});

describe('poiw result verify --offline', () => {
  const bundle = () => audit().bundle;

  test('default: every check is named and passes', async () => {
    const verified = await runCli(['result', 'verify', bundle(), '--offline', '--json']);
    const { ok, data } = envelopeOf<{ checks: CheckOutcome[] }>(verified);
    expect(verified.code).toBe(0);
    expect(ok).toBe(true);
    expect(data.checks.every((check) => check.result === 'pass')).toBe(true);
    expect(data.checks.map((check) => check.name)).toContain('replay');
  });

  test('behavior: 200 flipped bytes are 200 refusals that name the check', async () => {
    const files = listFiles(bundle());
    const random = lcg(20_261_121);
    for (let flip = 0; flip < 200; flip += 1) {
      const path = files[random(files.length)] ?? '';
      const bytes = readFileSync(path);
      const at = random(bytes.length);
      const before = bytes[at] ?? 0;
      bytes[at] = before ^ (1 << random(8));
      writeFileSync(path, bytes);
      const result = await verifyResult(bundle(), {
        network: undefined,
        signal: new AbortController().signal,
        progress: () => undefined,
      });
      expect(result.ok, `byte ${at} of ${path}`).toBe(false);
      expect(result.checks.some((check) => check.result === 'fail')).toBe(true);
      bytes[at] = before;
      writeFileSync(path, bytes);
    }
  });

  test('error: a changed byte exits 8, a missing bundle 7', async () => {
    const path = join(bundle(), 'chain.json');
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([bytes, Buffer.from(' ')]));
    const changed = await runCli(['result', 'verify', bundle(), '--offline', '--json']);
    writeFileSync(path, bytes);
    expect(changed.code).toBe(8);
    expect(envelopeOf(changed).data['failed']).toBe('integrity');
    const missing = await runCli([
      'result',
      'verify',
      join(folder, 'nowhere'),
      '--offline',
      '--json',
    ]);
    expect(missing.code).toBe(7);
    expect(envelopeOf(missing).error?.hint).toMatch(/bundle/);
  });
});

describe('Ctrl-C', () => {
  test('behavior: ends everything within two seconds', async () => {
    const child = startCli(['demo', '--json', '--out', folder]);
    const finished = finish(child);
    while (daemons().length < 4) await sleep(200);
    const before = Date.now();
    child.kill('SIGINT');
    const { code } = await finished;
    expect(code).toBe(130);
    // Two seconds are promised; the margin is for a busy machine, a hang would last for ever.
    expect(Date.now() - before).toBeLessThan(5_000);
    expect(daemons()).toEqual([]);
  });
});

function listFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A small seeded generator, so that a failing flip can be repeated. */
function lcg(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}
