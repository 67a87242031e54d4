import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { canonicalBytes } from '../../core/canonicalJson.ts';
import { loadTaskFolder } from '../../tasks/loadTaskFolder.ts';
import type { AuditAnswer } from '../../tasks/kinds/audit.ts';
import type { OptimizationAnswer } from '../../tasks/kinds/optimization.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import { checkAnswer } from '../../validators/auto/engine.ts';
import { createBaselineSolver } from './baseline.ts';

/** The samples and the solver against them: gold is right, patches heal, baseline is a floor. */
const pool = createCheckPool({ threads: 2 });
afterAll(() => pool.stop());

const runtime = { pool, signal: new AbortController().signal };
const seed = `0x${'5a'.repeat(32)}` as const;
const FIXED = 'hidden/patches/all/';

async function load(name: string): Promise<TaskPackage> {
  const folder = new URL(`../../tasks/samples/${name}`, import.meta.url);
  return (await loadTaskFolder(fileURLToPath(folder))).package;
}

function gold(task: TaskPackage): unknown {
  return JSON.parse(new TextDecoder().decode(task.hidden?.get('hidden/gold.json')));
}

/** What a miner sees, optionally with every reference patch applied. */
function publicPart({ id, spec, files, hidden }: TaskPackage, fixed = false): TaskPackage {
  if (!fixed) return { id, spec, files };
  const patches = [...(hidden ?? [])].filter(([path]) => path.startsWith(FIXED));
  const healed = patches.map(([path, bytes]) => [path.slice(FIXED.length), bytes] as const);
  return { id, spec, files: new Map([...files, ...healed]) };
}

async function check(task: TaskPackage, answer: unknown) {
  const checked = await checkAnswer(
    task,
    { slot: 0, bytes: canonicalBytes(answer) },
    seed,
    runtime,
  );
  expect(checked.refused).toBeNull();
  return checked.items;
}

function solve(task: TaskPackage) {
  return createBaselineSolver().solve({ task, seed, ...runtime, progress: () => undefined });
}

const groups = (items: Awaited<ReturnType<typeof check>>) =>
  items.map(({ id, verdict, group }): unknown[] => [id, verdict, group]);

describe('audit-harbor', { timeout: 240_000 }, () => {
  test('default: every gold finding is valid, patched and finds its own bug', async () => {
    const task = await load('audit-harbor');
    const answer = gold(task) as AuditAnswer;
    expect(answer.task).toBe(task.id);
    const items = await check(task, answer);
    const bugs = ['vault-exit', 'open-operator', 'stake-move', 'credit-price'];
    expect(groups(items)).toEqual(
      bugs.map((id): unknown[] => [id, 'valid', expect.stringContaining(id)]),
    );
    expect(items.map(({ facts }) => facts['patchVerified'])).toEqual(bugs.map(() => true));
  });

  test('behavior: no gold exploit works once the bugs are fixed', async () => {
    const task = await load('audit-harbor');
    const answer = gold(task) as AuditAnswer;
    const { files } = publicPart(task, true);
    // Quotes and patches are those of the original; here only the exploits are asked.
    const findings = answer.findings.map((finding) => ({
      ...finding,
      patch: undefined,
      locations: [{ file: 'src/HarborVault.sol', startLine: 1, endLine: 2, quote: 'pragma' }],
    }));
    const items = await check({ ...task, files }, { ...answer, findings });
    expect(items.map(({ verdict, reason }) => [verdict, reason])).toEqual(
      findings.map(() => ['invalid', 'exploit-reverted']),
    );
  });

  test('behavior: baseline proves three of the four bugs, each with a patch', async () => {
    const task = await load('audit-harbor');
    const items = await check(task, await solve(publicPart(task)));
    const proved = items.filter(({ verdict }) => verdict === 'valid');
    expect(proved.map(({ group }) => group)).toEqual(
      ['vault-exit', 'open-operator', 'stake-move'].map((id): unknown =>
        expect.stringContaining(id),
      ),
    );
    expect(proved.map(({ facts }) => facts['patchVerified'])).toEqual([true, true, true]);
    const others = items.filter(({ verdict }) => verdict !== 'valid');
    expect(others.every(({ verdict }) => verdict === 'open')).toBe(true);
    expect(others.length).toBeLessThanOrEqual(5);
  });

  test('behavior: baseline proves nothing once the bugs are fixed', async () => {
    const task = await load('audit-harbor');
    const answer = (await solve(publicPart(task, true))) as AuditAnswer | null;
    const claimed = answer?.findings.filter(
      ({ poc, severity }) => poc !== undefined || !['low', 'info'].includes(severity),
    );
    expect(claimed ?? []).toEqual([]);
  });
});

describe('optimization-ledger', { timeout: 240_000 }, () => {
  test('default: gold gets full marks', async () => {
    const task = await load('optimization-ledger');
    const answer = gold(task) as OptimizationAnswer;
    expect(answer.task).toBe(task.id);
    const [item] = await check(task, answer);
    expect(item).toMatchObject({ verdict: 'valid', facts: { scorePpm: 1_000_000 } });
  });

  test('behavior: baseline saves gas and changes nothing else', async () => {
    const task = await load('optimization-ledger');
    const [item] = await check(task, await solve(publicPart(task)));
    expect(item?.verdict).toBe('valid');
    expect(item?.facts['scorePpm']).toBeGreaterThan(0);
    expect(item?.facts['scorePpm']).toBeLessThan(1_000_000);
  });
});
