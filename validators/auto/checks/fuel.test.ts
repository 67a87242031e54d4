import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { canonicalBytes } from '../../../core/canonicalJson.ts';
import { loadTaskFolder } from '../../../tasks/loadTaskFolder.ts';
import { createCheckPool } from '../createCheckPool.ts';
import { checkAnswer } from '../engine.ts';
import { packageOf, SEED } from '../testTasks.ts';
import { verifyAnswers } from '../verifyAnswers.ts';

const pool = createCheckPool({ threads: 1 });
const runtime = { pool, signal: new AbortController().signal };
afterAll(() => pool.stop());

const folder = fileURLToPath(new URL('../../../tasks/samples/optimization-intervals/', import.meta.url)); // prettier-ignore
const { package: TASK } = await loadTaskFolder(folder);
const original = readFileSync(`${folder}src/coverage.js`, 'utf8');
const best = readFileSync(`${folder}hidden/best/coverage.js`, 'utf8');

async function check(source: string, task = TASK) {
  const bytes = canonicalBytes({ task: task.id, source, notes: '' });
  return (await checkAnswer(task, { slot: 0, bytes }, SEED, runtime)).items;
}

/** A task whose reference saves half, and the points of answers to it. */
async function pointsOf(sources: readonly string[]) {
  const turns = (n: number) => `function solve(n) { for (let i = 0; i < ${n}; i++); return n; }`;
  const task = packageOf('optimization', {
    settings: { language: 'javascript', source: 'solve.js', entry: 'solve' },
    files: { 'solve.js': turns(40_000) },
    hidden: {
      'hidden/optimization.json': JSON.stringify({
        schema: 'poiw.optimization-fuel/v1',
        fuzz: { calls: 1 },
        sizes: [1, 2, 3].map((n) => ({ args: [{ fixed: n }], weight: 1 })),
        best: 'hidden/best.js',
      }),
      'hidden/best.js': turns(20_000),
    },
  });
  const answers = sources.map((n, slot) => ({
    slot,
    bytes: canonicalBytes({ task: task.id, source: turns(Number(n)), notes: '' }),
  }));
  const built = await verifyAnswers({ task, hidden: null, seed: SEED, answers }, runtime);
  return built.report.answers.map(({ points }) => points);
}

describe('verifyAnswers of programs', () => {
  test('behavior: answers are measured by the best of them, whoever came first', async () => {
    const [far, near, short] = await pointsOf(['100', '10000', '30000']);
    expect(far).toBe(255);
    // Three quarters and one quarter of what the best saves; to the reference all but one are 1.25.
    expect(near).toBeGreaterThanOrEqual(188);
    expect(near).toBeLessThanOrEqual(194);
    expect(short).toBeGreaterThanOrEqual(61);
    expect(short).toBeLessThanOrEqual(66);
    expect(await pointsOf(['30000', '10000', '100'])).toEqual([short, near, far]);
  });

  test('behavior: nobody loses by what is no solution', async () => {
    expect(await pointsOf(['10000', '50000'])).toEqual([255, 0]);
  });
});

describe('fuelCheck', () => {
  test('default: the reference scores full marks, the same bytes every time', async () => {
    const items = await check(best);
    expect(items).toMatchObject([
      { verdict: 'valid', evidence: 'fuel', reason: 'fuel-saved', facts: { scorePpm: 1_000_000 } },
    ]);
    expect(canonicalBytes(await check(best))).toEqual(canonicalBytes(items));
  });

  test.each([
    ['the original', original, 'no-gain'],
    ['one that forgets an error', best.replace('if (length < 0) throw', 'if (length < -5) throw'), 'not-equivalent'], // prettier-ignore
    ['one that throws another error', best.replace('RangeError', 'TypeError'), 'not-equivalent'],
    ['one that is wrong on the large', best.replace('return total', 'return starts.length > 75 ? 0 : total'), 'not-equivalent'], // prettier-ignore
    ['one that never ends', 'function coverage() { for (;;); }', 'not-equivalent'],
    ['one without the function', 'const other = 1;', 'not-equivalent'],
    ['no program', '))', 'not-equivalent'],
  ])('behavior: %s is worth nothing', async (_, source, reason) => {
    expect(await check(source)).toMatchObject([{ verdict: 'invalid', reason }]);
  });

  test('behavior: Python, three sizes', async () => {
    const slow = 'def solve(a):\n  return sum(a.count(x) for x in set(a) if x > 3)\n';
    const sizes = [4, 40, 200].map((n) => ({
      args: [{ ints: { length: [n, n], range: [0, 30] } }],
      weight: 1,
    }));
    const task = packageOf('optimization', {
      settings: { language: 'python', source: 'solve.py', entry: 'solve' },
      files: { 'solve.py': slow },
      hidden: {
        'hidden/optimization.json': JSON.stringify({
          schema: 'poiw.optimization-fuel/v1',
          fuzz: { calls: 6 },
          sizes,
          best: 'hidden/best.py',
        }),
        'hidden/best.py': 'def solve(a):\n  return sum(1 for x in a if x > 3)\n',
      },
    });
    const items = await check('def solve(a):\n  n = 0\n  for x in a:\n    if x > 3: n += 1\n  return n\n', task); // prettier-ignore
    expect(items).toMatchObject([{ verdict: 'valid', reason: 'fuel-saved' }]);
    const { perSize } = items[0]?.receipt.outputs as { perSize: number[][] };
    expect(perSize.map((one) => one.length)).toEqual([3, 3, 3]);
  });
});
