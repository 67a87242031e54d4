import { describe, expect, test } from 'vitest';
import type { ProgramSignature } from '../../../tasks/kinds/programs.ts';
import { drawInputs } from './drawInputs.ts';
import type { ProgramLanguage, ProgramOutcome } from './program.ts';
import { runProgram } from './runProgram.ts';

const limits = { fuel: 300_000_000 };
const value = (json: string): ProgramOutcome => ({ state: 'value', json });
const threw = (name: string): ProgramOutcome => ({ state: 'threw', name });
const failed = (why: 'fuel' | 'stack' | 'crash' | 'no-json'): ProgramOutcome => ({
  state: 'failed',
  why,
});

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

const refused = (detail: string): ProgramOutcome => ({ state: 'failed', why: 'compile', detail });

/** Parameters, result and body; arguments; outcome. */
const ASSEMBLYSCRIPT: readonly [string, string, string, ProgramOutcome][] = [
  ['a: string, b: bool, c: i64, d: f64[] => string[]', 'return [a + a, b.toString(), c.toString(), d[1].toString()];', '["é\\u2028", true, 9007199254740991, [0, 0.1]]', value('["é é ","true","9007199254740991","0.1"]')], // prettier-ignore
  ['a: i64 => i64', 'return a * 1000;', '[-9007199254740991]', value('-9007199254740991000')],
  ['a: f64 => f64', 'return a / 3;', '[0.1]', value('0.03333333333333333')],
  ['a: f64 => f64', 'return 1 / a;', '[0]', failed('no-json')],
  ['a: bool[] => bool[]', 'return a.reverse();', '[[true, false, false]]', value('[false,false,true]')], // prettier-ignore
  ['a: i32 => string', 'return "x".repeat(a);', '[70000]', failed('no-json')],
  ['a: i32 => i32[]', 'return new Array<i32>(a);', '[300000]', failed('no-json')],
  ['a: i32[] => i32', 'if (a.length == 0) throw new Error("x"); return a[0];', '[[]]', threw('abort')], // prettier-ignore
  ['a: i32 => i32', 'return 5 / a;', '[0]', threw('trap')],
  ['a: i32 => i32', 'for (;;) {} return a;', '[1]', failed('fuel')],
  ['a: i32 => i32', 'return solve(a) + 1;', '[1]', failed('stack')],
  ['a: i32 => i32', 'return a == 0 ? 0 : 1 + solve(a - 1);', '[2000]', value('2000')],
  ['a: i32 => i32', 'return <i32>(Math.random() * 1e6);', '[1]', value('192338')],
  ['a: i32 => string', 'return a;', '[1]', refused("line 1: Type 'i32' is not assignable to type '~lib/string/String'. (AS2322)")], // prettier-ignore
  ['a: i32 => i32', 'return <i32>Date.now();', '[1]', refused('it imports env.Date.now, which is denied')], // prettier-ignore
];

describe('runProgram', () => {
  test.each(programs)('%s: %j', async (language, source, args, outcome) => {
    const program = { source, entry: 'solve' };
    const run = await runProgram(language, program, args, limits);
    expect(run.outcome).toEqual(outcome);
    expect(run.fuel).toBeGreaterThan(1000);
    expect(await runProgram(language, program, args, limits)).toEqual(run);
  });

  test.each(ASSEMBLYSCRIPT)('assemblyscript, %s: %j of %s', async (types, body, args, outcome) => {
    const [given = '', result = ''] = types.split(' => ');
    const parameters = given.split(', ').map((one) => one.split(': ')[1]);
    const signature = { parameters, result } as ProgramSignature;
    const source = `export function solve(${given}): ${result} { ${body} }`;
    const program = { source, entry: 'solve', signature };
    const run = await runProgram('assemblyscript', program, args, limits);
    expect(run.outcome).toEqual(outcome);
    expect(await runProgram('assemblyscript', program, args, limits)).toEqual(run);
  });

  test.each([
    ['an i32 that is none', ['i32'], '[2147483648]'],
    ['an i64 that JSON cannot hold', ['i64'], '[9007199254740992]'],
    ['a number for a text', ['string'], '[1]'],
    ['no list', ['i32[]'], '[1]'],
    ['one too few', ['i32', 'i32'], '[1]'],
  ] as const)('error: assemblyscript: %s', async (_, parameters, args) => {
    const source = 'export function solve(): i32 { return 1; }';
    const program = { source, entry: 'solve', signature: { parameters: [...parameters], result: 'i32' as const } }; // prettier-ignore
    await expect(runProgram('assemblyscript', program, args, limits)).rejects.toMatchObject({ code: 'E_TASK_INVALID' }); // prettier-ignore
  });

  test.each<[ProgramLanguage, string, ProgramSignature?]>([
    ['javascript', 'const solve = (n) => { let s = 0; for (let i = 0; i < n; i += 1) s += i; return s; };'], // prettier-ignore
    ['python', 'def solve(n):\n  s = 0\n  for i in range(n): s += i\n  return s\n'],
    ['assemblyscript', 'export function solve(n: i32): i32 { let s = 0; for (let i = 0; i < n; i++) s ^= i * s + 1; return s; }', { parameters: ['i32'], result: 'i32' }], // prettier-ignore
  ])('behavior: %s: twice the work takes twice the fuel', async (language, source, signature) => {
    const program = { source, entry: 'solve', signature };
    const fuelOf = async (n: number) =>
      (await runProgram(language, program, `[${n}]`, limits)).fuel;
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
