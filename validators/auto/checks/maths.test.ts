import { describe, expect, test } from 'vitest';
import { canonicalBytes } from '../../../core/canonicalJson.ts';
import { createCheckPool } from '../createCheckPool.ts';
import { checkAnswer } from '../engine.ts';
import { formulaRlimit } from '../maths/logicLimits.ts';
import { packageOf, SEED } from '../testTasks.ts';

// Nothing here runs in a thread: the pool starts none.
const runtime = { pool: createCheckPool(), signal: new AbortController().signal };

const ask = (id: string, form: 'number' | 'expression' | 'logic', more: object) => {
  return { id, text: 'What is it?', form, ...more };
};
const TASK = packageOf('statistics', {
  settings: {
    questions: [
      ask('exact', 'number', {}),
      ask('rounded', 'number', { decimals: 3 }),
      ask('square', 'expression', { variables: ['x', 'y'] }),
      ask('wave', 'expression', { variables: ['x'] }),
      ask('holds', 'logic', { formula: 'holds.smt2' }),
      ask('never', 'logic', { formula: 'never.smt2' }),
      ask('hard', 'logic', { formula: 'hard.smt2' }),
    ],
  },
  files: {
    'holds.smt2':
      '(declare-const x Int)\n(declare-const y Int)\n(assert (and (> x 2) (= (* x y) 91) (> y 1)))\n',
    'never.smt2':
      '(declare-const x Real)(declare-const y Real)\n(assert (< (+ (* x x) (* y y)) (* 2 x y)))\n',
    'hard.smt2': '(declare-const a (_ BitVec 96))(declare-const b (_ BitVec 96))\n(assert (= (bvmul a b) #x4f2d7a1c9b3e5d8f60718293))(assert (bvult a #x000000000000ffffffffffff))(assert (bvult b #x000000000000ffffffffffff))(assert (bvugt a #x000000000000000000000001))(assert (bvugt b #x000000000000000000000001))\n', // prettier-ignore
  },
  hidden: {
    'hidden/statistics.json': JSON.stringify({
      schema: 'poiw.maths-hidden/v1',
      answers: [
        { question: 'exact', value: '1/3 + 1/6' },
        { question: 'rounded', value: '2/3' },
        { question: 'square', value: '(x + y)^2 / (x - y)' },
        { question: 'wave', value: 'sin(2*x) + x' },
      ],
    }),
  },
});

async function check(...claims: object[]) {
  const all = claims.map((claim, at) => ({ id: `c${at}`, ...claim }));
  const bytes = canonicalBytes({ task: TASK.id, claims: all });
  return checkAnswer(TASK, { slot: 0, bytes }, SEED, runtime);
}
const verdicts = async (...claims: object[]) =>
  (await check(...claims)).items.map(({ verdict, reason }) => `${verdict} ${reason}`);

describe('mathsCheck', () => {
  test.each([
    ['exact', '1/2', 'valid value-matches'],
    ['exact', '0.5', 'valid value-matches'],
    ['exact', '2^-1', 'valid value-matches'],
    ['exact', '0.5000000000000000000000001', 'invalid wrong-value'],
    ['exact', '9^64^64', 'invalid no-such-value'],
    ['exact', '((9^64)^64)^64', 'invalid no-such-value'],
    ['exact', '1/0', 'invalid no-such-value'],
    ['exact', `${'('.repeat(5000)}1`, 'refused'],
    ['exact', `${'('.repeat(900)}1${')'.repeat(900)}`, 'invalid no-such-value'],
    ['exact', `${'-'.repeat(1500)}1`, 'invalid no-such-value'],
    ['exact', 'constructor', 'invalid no-such-value'],
    ['exact', '1e5', 'invalid no-such-value'],
    ['rounded', '0.667', 'valid value-matches'],
    ['rounded', '0.6665', 'valid value-matches'],
    ['rounded', '0.666', 'invalid wrong-value'],
    ['square', '(x^2 + 2*x*y + y^2) * (x - y)^(-1)', 'valid value-matches'],
    ['square', '(x + y)^2 / (x - y) + 0.000000000000000000000000001*x', 'invalid wrong-value'],
    ['square', '(x + y)^2 / (y - x)', 'invalid wrong-value'],
    ['square', 'x + z', 'invalid no-such-value'],
    ['square', 'x^y', 'invalid no-such-value'],
    ['square', 'process(x)', 'invalid no-such-value'],
    ['wave', 'x + sin(x + x)', 'valid value-matches'],
    ['wave', 'x + sin(x)', 'invalid wrong-value'],
    ['wave', 'x + 2*sin(x)*cos(x)', 'open undecided'],
  ])('%s: %s', async (question, value, expected) => {
    const { refused, items } = await check({ question, value });
    const [item] = items;
    expect(refused === null ? `${item?.verdict ?? ''} ${item?.reason ?? ''}` : 'refused').toBe(expected); // prettier-ignore
  });

  test('default: logic: models are tried, contradictions proved, the rest left open', async () => {
    expect(
      await verdicts(
        { question: 'holds', satisfiable: true, model: { x: '7', y: '13' } },
        { question: 'never', satisfiable: false },
        { question: 'hard', satisfiable: false },
      ),
    ).toEqual(['valid proved', 'valid proved', 'open undecided']);
  });

  test('edge: a task of many formulas gives each less work, whichever are answered', () => {
    expect([1, 8, 9, 64].map(formulaRlimit)).toEqual([5_000_000, 5_000_000, 4_444_444, 625_000]);
  });

  test.each([
    [{ question: 'holds', satisfiable: true, model: { x: '7', y: '12' } }, 'invalid disproved'],
    [{ question: 'holds', satisfiable: false }, 'invalid disproved'],
    [{ question: 'never', satisfiable: true }, 'invalid disproved'],
    [{ question: 'holds', satisfiable: true, model: { x: '7))(exit)(assert (= 1 1' } }, 'invalid no-such-value'], // prettier-ignore
    [{ question: 'holds', satisfiable: true, model: { z: '7' } }, 'invalid no-such-value'],
    [{ question: 'holds', value: 'sat' }, 'invalid wrong-form'],
    [{ question: 'nothing', value: '1' }, 'invalid unknown-question'],
  ])('behavior: %j', async (claim, expected) => {
    expect(await verdicts(claim)).toEqual([expected]);
  });

  test('behavior: the same bytes every time; one try at each question', async () => {
    const claims = [
      { question: 'never', satisfiable: false },
      { question: 'wave', value: 'x + 2*sin(x)*cos(x)' },
      { question: 'wave', value: 'x + sin(x + x)' },
    ];
    const first = await check(...claims);
    expect(first.items[2]?.reason).toBe('same-question');
    expect(canonicalBytes(await check(...claims))).toEqual(canonicalBytes(first));
  });
});
