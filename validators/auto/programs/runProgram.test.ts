import { describe, expect, test } from 'vitest';
import { drawInputs } from './drawInputs.ts';
import type { ProgramLanguage, ProgramOutcome } from './program.ts';
import { runProgram } from './runProgram.ts';

const limits = { fuel: 300_000_000 };
const value = (json: string): ProgramOutcome => ({ state: 'value', json });
const threw = (name: string): ProgramOutcome => ({ state: 'threw', name });
const failed = (why: 'fuel' | 'crash' | 'no-json'): ProgramOutcome => ({ state: 'failed', why });

const JS: readonly [string, string, ProgramOutcome][] = [
  ['(a, b) => a + b', '["x", "é\\u2028"]', value('"xé\u2028"')],
  ['() => { throw new RangeError("x"); }', '[]', threw('RangeError')],
  ['() => undefined', '[]', failed('no-json')],
  ['() => "x".repeat(70000)', '[]', failed('no-json')],
  ['() => { for (;;); }', '[]', failed('fuel')],
  ['() => /^(a+)+$/.test("a".repeat(40) + "!")', '[]', failed('fuel')],
  ['() => { let a = 1n; for (;;) a = a * a + 3n; }', '[]', failed('fuel')],
  ['() => Array.from({ length: 1e6 }, (_, i) => i % 7).sort()', '[]', failed('fuel')],
  ['() => { const a = []; for (;;) a.push(new Uint8Array(2e7)); }', '[]', threw('InternalError')],
  ['() => "x".repeat(1e9)', '[]', threw('InternalError')],
  ['() => JSON.parse("[".repeat(1e5))', '[]', threw('SyntaxError')],
  ['n => solve(n) + 1', '[1]', threw('InternalError')],
  ['() => [typeof Date, typeof performance, typeof process, typeof require, typeof setTimeout]', '[]', value('["undefined","undefined","undefined","undefined","undefined"]')], // prettier-ignore
  ['() => Math.random() === Math.random()', '[]', value('false')],
];

const PYTHON: readonly [string, string, ProgramOutcome][] = [
  ['return a + [b]', '[[1, 2.5], "é\\u2028"]', value('[1, 2.5, "é\u2028"]')],
  ['return 1 / 0', '[1, 2]', threw('ZeroDivisionError')],
  ['print("noise")\n  return {"a": None}', '[1, 2]', value('{"a": null}')],
  ['print("x" * 70000)\n  return 1', '[1, 2]', failed('no-json')],
  ['return lambda: 1', '[1, 2]', failed('no-json')],
  ['while True: pass', '[1, 2]', failed('fuel')],
  ['return 2 ** (2 ** 30)', '[1, 2]', failed('fuel')],
  ['x = [1]\n  while True: x = x + x', '[1, 2]', threw('MemoryError')],
  ['return solve(a, b)', '[1, 2]', threw('RuntimeError')],
  ['return open("/etc/passwd").read()', '[1, 2]', threw('OSError')],
  ['import js\n  return js.process.version', '[1, 2]', threw('AttributeError')],
  ['import js\n  return js.constructor.constructor("return process")()', '[1, 2]', threw('AttributeError')], // prettier-ignore
  ['import os\n  return os.listdir("/etc")', '[1, 2]', threw('OSError')],
  ['import time\n  return time.time()', '[1, 2]', value('0.0')],
];

const programs = [
  ...JS.map(([body, args, outcome]) => ['javascript', `const solve = ${body};`, args, outcome] as const), // prettier-ignore
  ...PYTHON.map(([body, args, outcome]) => ['python', `def solve(a, b):\n  ${body}\n`, args, outcome] as const), // prettier-ignore
];

describe('runProgram', () => {
  test.each(programs)('%s: %j', async (language, source, args, outcome) => {
    const program = { source, entry: 'solve' };
    const run = await runProgram(language, program, args, limits);
    expect(run.outcome).toEqual(outcome);
    expect(run.fuel).toBeGreaterThan(1000);
    expect(await runProgram(language, program, args, limits)).toEqual(run);
  });

  test.each<[ProgramLanguage, string]>([
    ['javascript', 'const solve = (n) => { let s = 0; for (let i = 0; i < n; i += 1) s += i; return s; };'], // prettier-ignore
    ['python', 'def solve(n):\n  s = 0\n  for i in range(n): s += i\n  return s\n'],
  ])('behavior: %s: twice the work takes twice the fuel', async (language, source) => {
    const fuelOf = async (n: number) =>
      (await runProgram(language, { source, entry: 'solve' }, `[${n}]`, limits)).fuel;
    const [one, two, three] = [await fuelOf(10_000), await fuelOf(20_000), await fuelOf(30_000)];
    expect((three - two) / (two - one)).toBeCloseTo(1, 1);
  });
});

test('drawInputs: a pure function of seed and label, within its ranges', () => {
  const generators = [
    { int: [-3, 3] as [number, number] },
    { ints: { length: [2, 40] as [number, number], range: [5, 9] as [number, number] } },
    { text: { length: [1, 5] as [number, number], alphabet: 'aé' } },
    { fixed: { a: [1] } },
  ];
  const seen = new Set<string>();
  for (let n = 0; n < 50; n += 1) {
    const text = drawInputs(generators, '0x01', `call ${n}`);
    const [int, ints, letters, fixed] = JSON.parse(text) as [number, number[], string, unknown];
    expect(Math.abs(int)).toBeLessThanOrEqual(3);
    expect(ints.length).toBeGreaterThanOrEqual(2);
    expect(ints.every((one) => one >= 5 && one <= 9)).toBe(true);
    expect(letters).toMatch(/^[aé]{1,5}$/);
    expect(fixed).toEqual({ a: [1] });
    seen.add(text);
  }
  expect(seen.size).toBe(50);
  expect(drawInputs(generators, '0x01', 'x')).toBe(drawInputs(generators, '0x01', 'x'));
});
