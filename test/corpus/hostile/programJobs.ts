import type { Json } from '../../../core/canonicalJson.ts';
import { packageOf } from '../../../validators/auto/testTasks.ts';
import { answerTo, type HostileJob, type Row } from './hostileJob.ts';

/** An answer to a small optimisation task whose program is hostile. */
function program(settings: Record<string, Json>, file: string, original: string) {
  return ([name, outcome, text]: Row): HostileJob => {
    const task = packageOf('optimization', {
      settings: { source: file, entry: 'solve', ...settings },
      files: { [file]: original },
      hidden: {
        'hidden/optimization.json': JSON.stringify({
          schema: 'poiw.optimization-fuel/v1',
          fuzz: { calls: 2 },
          sizes: [1, 2, 3].map((n) => ({ args: [{ int: [n, n + 5] }], weight: 1 })),
          best: 'hidden/best',
        }),
        'hidden/best': original.replace('99', '9'),
      },
    });
    return { name, outcome, task, bytes: answerTo(task, { source: text, notes: '' }) };
  };
}

const UNLIKE = 'invalid not-equivalent';
const solveJs = (body: string) => `function solve(n) { ${body} }`;
const solveAs = (body: string, before = '') =>
  `${before}\nexport function solve(n: i32): i32 { ${body} }`;
const times = (count: number, part: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join('\n');
const solvePy = (body: string) => `def solve(n):\n${body}\n  return n + 1\n`;

/** Programs that are to be run. */
export const programJobs: readonly HostileJob[] = [
  ...(
    [
      ['js: loops', UNLIKE, solveJs('for (;;);')],
      ['js: allocates', UNLIKE, solveJs('const a = []; for (;;) a.push(new Array(1000).fill(n));')],
      ['js: buffers', UNLIKE, solveJs('for (;;) new Uint8Array(20e6);')],
      ['js: a pattern that backtracks', UNLIKE, solveJs('/^(a+)+$/.test("a".repeat(40) + "!"); return n + 1;')], // prettier-ignore
      ['js: a number of a million digits', UNLIKE, solveJs('return String(7n ** 10000000n).length;')], // prettier-ignore
      ['js: sorts a million', UNLIKE, solveJs('Array.from({ length: 1e6 }, (_, i) => -i).sort(); return n + 1;')], // prettier-ignore
      ['js: JSON without bottom', UNLIKE, solveJs('return JSON.parse("[".repeat(1e6));')],
      ['js: calls itself', UNLIKE, solveJs('return solve(n) + 1;')],
      ['js: leaves', UNLIKE, solveJs('return process.exit(0);')],
      ['js: reads a file', UNLIKE, solveJs('return require("fs").readFileSync("/etc/passwd");')],
      ['js: imports', UNLIKE, 'import fs from "fs"; function solve(n) { return n + 1; }'],
      ['js: the constructor of a constructor', UNLIKE, solveJs('return solve.constructor("return process")().pid;')], // prettier-ignore
      ['js: another parser of arguments', UNLIKE, 'JSON.parse = () => [0]; function solve(n) { return n + 1; }'], // prettier-ignore
      ['js: the clock', UNLIKE, solveJs('return Date.now();')],
      ['js: a result of no end', UNLIKE, solveJs('return "a".repeat(1e6);')],
    ] satisfies Row[]
  ).map(program({ language: 'javascript' }, 'a.js', 'function solve(n) { let waste = 0; for (let i = 0; i < 99; i++) waste += i; return n + 1; }')), // prettier-ignore
  ...(
    [
      ['py: loops', UNLIKE, solvePy('  while True: pass')],
      ['py: doubles a list', UNLIKE, solvePy('  a = [0]\n  while True: a = a + a')],
      ['py: a great power', UNLIKE, solvePy('  9 ** 9 ** 9')],
      ['py: the host', UNLIKE, solvePy('  import js\n  js.process.exit(0)')],
      ['py: a file', UNLIKE, solvePy("  open('/etc/passwd').read()")],
      ['py: the machine', UNLIKE, solvePy("  import os\n  os.listdir('/')")],
      ['py: calls itself', UNLIKE, 'def solve(n):\n  return solve(n) + 1\n'],
      [
        'py: prints a result',
        UNLIKE,
        "def solve(n):\n  print('\\x01' + str(n + 1))\n  return None\n",
      ],
    ] satisfies Row[]
  ).map(
    program(
      { language: 'python' },
      'a.py',
      'def solve(n):\n  waste = sum(range(99))\n  return n + 1\n',
    ),
  ),
  ...(
    [
      ['as: loops', UNLIKE, solveAs('for (;;) {} return n;')],
      ['as: loops before it is called', UNLIKE, solveAs('return n + 1;', 'for (;;) {}')],
      ['as: allocates', UNLIKE, solveAs('for (;;) { const a = new Array<i32>(1000000); a[n] = n; } return n;')],
      ['as: keeps what it allocates', UNLIKE, solveAs('const all: i32[][] = []; for (;;) all.push(new Array<i32>(1000000)); return n;')],
      ['as: grows its memory', UNLIKE, solveAs('while (memory.grow(1000) >= 0) {} memory.grow(65535); return n;')],
      ['as: fills its memory again and again', UNLIKE, solveAs('for (;;) memory.fill(0, 1, memory.size() << 16); return n;')],
      ['as: calls itself', UNLIKE, solveAs('return solve(n) + 1;')],
      ['as: calls itself through a table', UNLIKE, solveAs('return f(n) + 1;', 'let f: (n: i32) => i32 = (n: i32): i32 => n; f = solve;')],
      ['as: calls itself with many arguments', UNLIKE, solveAs('return deep(' + 'n, '.repeat(199) + 'n);', `function deep(${times(200, (n) => `a${n}: i32,`)}): i32 { return 1 + deep(${times(200, (n) => `a${n} + 1,`)}); }`)],
      ['as: reads beyond its memory', UNLIKE, solveAs('return load<i32>(0xfffffff0) + n;')],
      ['as: writes over its allocator', 'invalid no-gain', solveAs('for (let at = 0; at < 60000; at++) store<u8>(at, 0xff); return n + 1;')],
      ['as: a function of the host', UNLIKE, solveAs('return exit(n);', '@external("env", "exit") declare function exit(n: i32): i32;')],
      ['as: memory of the host', UNLIKE, solveAs('return n + memory2;', '@external("env", "memory") declare const memory2: i32;')],
      ['as: a file of the host', UNLIKE, solveAs('return passwd;', 'import { passwd } from "/etc/passwd";')],
      ['as: the clock', UNLIKE, solveAs('return <i32>Date.now();')],
      ['as: generics without end', UNLIKE, solveAs('return f<i32>(n);', 'function f<T>(x: T): i32 { return f<Array<T>>([x]); }')],
      ['as: types that double', UNLIKE, solveAs('let x: T22 | null = null; return x ? 1 : n;', `type T0 = i32;\n${times(22, (n) => `type T${n + 1} = Map<T${n}, T${n}>;`)}`)],
      ['as: functions that inline each other', UNLIKE, solveAs('return g24(n);', `@inline function g0(a: i32): i32 { return a * 3; }\n${times(24, (n) => `@inline function g${n + 1}(a: i32): i32 { return g${n}(a) + g${n}(a + 1); }`)}`)],
      ['as: operators that are read twice', UNLIKE, solveAs(`return n${'<n'.repeat(60)} ? 1 : 0;`)],
      ['as: brackets', UNLIKE, solveAs(`return ${'('.repeat(5000)}n${')'.repeat(5000)};`)],
      ['as: a chain of operators', UNLIKE, solveAs(`return n${' + n'.repeat(4000)};`)],
      ['as: a chain of functions', UNLIKE, solveAs('return f0(n);', `${times(350, (n) => `function f${n}(a: i32): i32 { return f${n + 1}(a); }`)} function f350(a: i32): i32 { return a; }`)],
      ['as: a gigabyte of constants', UNLIKE, solveAs('return <i32>load<u8>(A) + n;', 'const A = memory.data(1000000000);')],
      ['as: one function of everything', UNLIKE, solveAs(`let x = n; ${'if(x>3)x+=n;else{x^=5;n++}'.repeat(600)} return x;`)],
      ['as: a megabyte of comment', UNLIKE, solveAs('return n + 1;', `/*${'x'.repeat(200_000)}*/`)],
      ['as: another type', UNLIKE, 'export function solve(n: string): string { return n; }'],
      ['as: no program', UNLIKE, '))'],
      ['as: a decorator of the library', UNLIKE, solveAs('return n;', '@unsafe @lazy @final @builtin declare function solve2(): void;')],
    ] satisfies Row[]
  ).map(program({ language: 'assemblyscript', parameters: ['i32'], result: 'i32' }, 'a.ts', 'export function solve(n: i32): i32 { let waste = 0; for (let i = 0; i < 99; i++) waste += n % (i + 1); return n + 1 + (waste < 0 ? 1 : 0); }')), // prettier-ignore
];
