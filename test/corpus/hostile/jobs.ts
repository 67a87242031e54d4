import { canonicalBytes, type Json } from '../../../core/canonicalJson.ts';
import type { TaskPackage } from '../../../tasks/taskSpec.ts';
import { packageOf } from '../../../validators/auto/testTasks.ts';

/** One hostile task, or hostile answer to a harmless one, of a kind other than audit. */
export interface HostileJob {
  readonly name: string;
  /**
   * What must come of it: `refused <code>`, the first item's `<verdict> <reason>`, or `thrown
   * <code>` for a task that cannot be checked.
   */
  readonly outcome: string;
  readonly task: TaskPackage;
  readonly bytes: Uint8Array;
}

type Row = readonly [name: string, outcome: string, text: string];

const answerTo = (task: TaskPackage, fields: Readonly<Record<string, Json>>) =>
  canonicalBytes({ task: task.id, ...fields });

/** A file to be checked that is no honest file; whoever answers that it is sound is never right. */
function source(file: string, settings: Readonly<Record<string, Json>>, extra: object = {}) {
  return ([name, outcome, text]: Row): HostileJob => {
    const task = packageOf('syntax', {
      settings: { sources: [file], ...settings },
      files: { [file]: text, ...extra },
    });
    return { name, outcome, task, bytes: answerTo(task, { ok: true, errors: [] }) };
  };
}

/** Files that nobody may be asked about: the task is refused, no answer is. */
const INVALID = 'thrown E_TASK_INVALID';
const DIFFERS = 'invalid errors-differ';
const types = source('a.ts', { language: 'typescript', level: 'types' });
const lint = source('a.ts', { language: 'typescript', level: 'lint' });
const script = source('a.js', { language: 'javascript' });
const python = source('a.py', { language: 'python' });
const rust = source('a.rs', { language: 'rust' });

const scripts: readonly HostileJob[] = [
  ...(
    [
      ['types: parentheses', INVALID, `const x = ${'('.repeat(20_000)}`],
      ['types: a chain of sums', INVALID, `const x = ${'1+'.repeat(50_000)}1;`],
      ['types: a hundred thousand literals', INVALID, `const x = [${'1,'.repeat(100_000)}];`],
      ['types: a union that explodes', DIFFERS, `type D = '0'|'1'|'2'|'3'|'4'|'5'|'6'|'7'|'8'|'9';\ntype X = \`\${D}\${D}\${D}\${D}\${D}\${D}\`;\nexport const x: X = 'a';\n`], // prettier-ignore
      [
        'types: a reference to a file',
        DIFFERS,
        '/// <reference path="/etc/passwd" />\nexport {};\n',
      ],
      ['types: an import of a file', DIFFERS, "import x from '/etc/passwd';\nexport default x;\n"],
      ['types: an import from the net', DIFFERS, "import x from 'https://example.com/x';\nexport default x;\n"], // prettier-ignore
      [
        'types: itself, imported',
        DIFFERS,
        "import { x } from './a';\nexport const x: string = x;\n",
      ],
      ['types: instantiates for ever', DIFFERS, 'type F<T> = { a: F<F<T>> };\nexport const x: F<1> = 1;\n'], // prettier-ignore
    ] satisfies Row[]
  ).map(types),
  ...(
    [
      ['lint: its own configuration', DIFFERS, `/* eslint id-match: ["error", "^(a+)+$"] */\nvar ${'a'.repeat(40)}b = 1;\n`], // prettier-ignore
      ['lint: switches everything off', DIFFERS, '/* eslint-disable */\nvar x = 1;\n'],
      ['lint: a pattern that backtracks', DIFFERS, `/* eslint no-warning-comments: ["error", { "terms": ["(a+)+$"] }] */\n// ${'a'.repeat(40)}!\nvar x = 1;\n`], // prettier-ignore
      ['lint: nests', INVALID, `${'if(a){'.repeat(5000)}${'}'.repeat(5000)}`],
      ['lint: four thousand branches', DIFFERS, `var x = 1;\n${'if (x) x;\n'.repeat(4000)}`],
      ['lint: one line', DIFFERS, `var x = "${'a'.repeat(200_000)}";`],
    ] satisfies Row[]
  ).map(lint),
  ...(
    [
      ['script: arrows', INVALID, 'a=>'.repeat(20_000)],
      ['script: a template in a template', INVALID, '`${'.repeat(2000)],
      ['script: a pattern of brackets', INVALID, `/${'('.repeat(20_000)}/`],
      ['script: no end of a comment', DIFFERS, '/* '],
      ['script: half a character', DIFFERS, 'const a = "\ud800;'],
    ] satisfies Row[]
  ).map(script),
  ...(
    [
      ['python: not not not', INVALID, `x = ${'not '.repeat(20_000)}1`],
      ['python: one indent more a line', DIFFERS, Array.from({ length: 300 }, (_, n) => `${' '.repeat(n)}if x:`).join('\n')], // prettier-ignore
      ['python: a text of no end', DIFFERS, "x = '''"],
      ['python: f-strings in f-strings', INVALID, `x = ${'f"{'.repeat(2000)}`],
    ] satisfies Row[]
  ).map(python),
  ...(
    [
      ['rust: braces', INVALID, '{'.repeat(50_000)],
      ['rust: references', INVALID, `fn f() { ${'&'.repeat(20_000)}x }`],
      ['rust: generics', INVALID, `fn f() -> ${'A<'.repeat(5000)}`],
    ] satisfies Row[]
  ).map(rust),
];

const json = source('a.json', { language: 'json' });
const csv = source('a.csv', { language: 'csv' });
const markdown = source('a.md', { language: 'markdown' });
const schema = (name: string, outcome: string, rules: Json, data: Json): HostileJob =>
  source('a.json', { language: 'json-schema', schema: 's.json' }, { 's.json': JSON.stringify(rules) })([name, outcome, JSON.stringify(data)]); // prettier-ignore

const data: readonly HostileJob[] = [
  json(['json: a hundred thousand lists', INVALID, '['.repeat(100_000)]),
  json(['json: a key twice', DIFFERS, '{"a":1,"a":2}']),
  json(['json: no number', DIFFERS, '[NaN]']),
  csv(['csv: a hundred thousand columns', DIFFERS, `${'a,'.repeat(100_000)}\n`]),
  csv(['csv: a quote without end', DIFFERS, 'a,b\n1,"2\n'.concat('3,4\n'.repeat(10_000))]),
  markdown(['markdown: brackets', DIFFERS, `${'['.repeat(50_000)}a](#b)`]),
  markdown(['markdown: quotes in quotes', DIFFERS, `${'>'.repeat(5000)} [a](#b)`]),
  markdown(['markdown: stars', DIFFERS, `${'*a '.repeat(30_000)}\n\n[a](#b)`]),
  schema('schema: a pattern that backtracks', DIFFERS, { type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(5000)}!`), // prettier-ignore
  schema('schema: refers to itself for ever', INVALID, { $ref: '#' }, {}),
  schema('schema: refers to the net', INVALID, { $ref: 'https://example.com/s' }, {}), // prettier-ignore
  schema('schema: unique among thousands', DIFFERS, { uniqueItems: true, maxItems: 100 }, Array.from({ length: 3000 }, (_, n) => ({ n }))), // prettier-ignore
];

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

const programs: readonly HostileJob[] = [
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

const MATHS = packageOf('statistics', {
  settings: {
    questions: [
      { id: 'n', text: 'What is it?', form: 'number' },
      { id: 'f', text: 'What is it?', form: 'expression', variables: ['x'] },
      { id: 'l', text: 'Can it hold?', form: 'logic', formula: 'l.smt2' },
    ],
  },
  files: { 'l.smt2': '(declare-const x Int)(assert (> x 2))' },
  hidden: {
    'hidden/statistics.json': JSON.stringify({
      schema: 'poiw.maths-hidden/v1',
      answers: [{ question: 'n', value: '2' }, { question: 'f', value: 'x' }], // prettier-ignore
    }),
  },
});

const maths: readonly HostileJob[] = (
  [
    ['maths: 9^9^9', 'invalid malformed', 'n', { value: '9^9^9' }],
    ['maths: a tower', 'invalid malformed', 'n', { value: '9^9^9^9^9^9^9^9' }],
    ['maths: brackets', 'invalid malformed', 'n', { value: '('.repeat(1900) }],
    ['maths: a factorial', 'invalid malformed', 'n', { value: '99999999!' }],
    ['maths: a constructor', 'invalid malformed', 'f', { value: 'constructor("return 1")()' }],
    ['maths: a name from elsewhere', 'invalid malformed', 'f', { value: '__proto__' }],
    ['maths: powers of sums', 'invalid wrong-value', 'f', { value: '((x+1)^64+1)^64' }],
    ['maths: leaves the model', 'invalid malformed', 'l', { satisfiable: true, model: { x: '3))(exit)(assert (= 1 1' } }], // prettier-ignore
    ['maths: a model of no end', 'invalid malformed', 'l', { satisfiable: true, model: { x: `${'(- '.repeat(600)}1` } }], // prettier-ignore
  ] satisfies [string, string, string, Record<string, Json>][]
).map(([name, outcome, question, claim]) => ({
  name,
  outcome,
  task: MATHS,
  bytes: answerTo(MATHS, { claims: [{ id: 'c', question, ...claim }] }),
}));

/** A dataset that is none, or that no query finds an answer in. */
function dataset(name: string, outcome: string, content: string, sql = 'SELECT sum(a) FROM data') {
  const task = packageOf('statistics', {
    settings: {
      dataset: 'data.csv',
      questions: [{ id: 'q', text: 'What is it?', unit: '', decimals: 0 }],
    },
    files: { 'data.csv': content },
    hidden: {
      'hidden/statistics.json': JSON.stringify({
        schema: 'poiw.statistics-hidden/v1',
        answers: [{ question: 'q', sql: 'SELECT sum(a) FROM data' }],
      }),
    },
  });
  const claims = [{ id: 'c', question: 'q', sql, value: '1' }];
  return { name, outcome, task, bytes: answerTo(task, { claims, prose: '' }) };
}

const datasets: readonly HostileJob[] = [
  dataset('data: Parquet cut off', INVALID, `PAR1${'\u0015\u0004\u0000'.repeat(5000)}`),
  dataset('data: Parquet with nothing in it', INVALID, 'PAR1\u0000\u0000\u0000\u0000PAR1'),
  dataset('data: a million columns', INVALID, `${'a,'.repeat(1_000_000)}b\n${'1,'.repeat(1_000_000)}1\n`), // prettier-ignore
  dataset('data: one field of 20 MB', INVALID, `a\n"${'x'.repeat(20_000_000)}"\n`),
  dataset('data: fewer fields than columns', INVALID, 'a,b\n1\n2,3,4\n'),
  dataset('data: a quote without end', INVALID, `a\n"1\n${'2\n'.repeat(10_000)}`),
  dataset('data: no rows', INVALID, 'a\n'),
  dataset('data: nothing', INVALID, ''),
  dataset('data: no numbers', INVALID, 'a\nx\ny\n'),
  // Nobody can know: whoever claims a number for it is wrong, whoever leaves it out is not.
  dataset('data: a question without answer', INVALID, 'a\n""\n""\n'),
  dataset('data: formulas for a spreadsheet', INVALID, `a\n"=HYPERLINK(""http://x"",1)"\n`),
];

export const jobs: readonly HostileJob[] = [
  ...scripts,
  ...data,
  ...programs,
  ...maths,
  ...datasets,
];
