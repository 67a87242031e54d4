import { afterAll, describe, expect, test } from 'vitest';
import { languageSettings, type LanguageSettings } from '../../../tasks/kinds/languages.ts';
import { createCheckPool } from '../createCheckPool.ts';
import type { ParseResult } from './source.ts';

const pool = createCheckPool({ threads: 1 });
const signal = new AbortController().signal;
afterAll(() => pool.stop());

type Settings = Partial<LanguageSettings> & Pick<LanguageSettings, 'language'>;

async function check(settings: Settings & object, files: Readonly<Record<string, string>>) {
  const sources = Object.keys(files).filter((path) => path !== 'schema.json');
  const parsed = languageSettings.parse({ sources, ...settings });
  const job = { name: 'parse', settings: parsed, files };
  return pool.run<ParseResult>(job, { signal });
}

const codes = async (settings: Settings & object, path: string, text: string) =>
  (await check(settings, { [path]: text })).errors.map(({ line, code }) => `${line} ${code}`);

describe('typescript', () => {
  const types = { language: 'typescript', level: 'types' } as const;

  test.each([
    ['export const x: number = 1;\n', []],
    ['export const x: number =\n  "a";\n', ['1 TS2322']],
    ['const = 1;\n', ['1 TS1134', '1 TS1134']],
    ["import { a } from './b';\nexport const c = a;\n", ['1 TS2307']],
    ['/// <reference path="/etc/passwd" />\nexport {};\n', ['1 TS6231']],
    ["import passwd from '/etc/passwd';\nexport default passwd;\n", ['1 TS2307']],
    ['process.exit(1);\n', ['1 TS2591']],
  ])('types: %j', async (text, expected) => {
    expect(await codes(types, 'a.ts', text)).toEqual(expected);
  });

  test('behavior: files see each other, and nothing of the last job', async () => {
    const b = 'export const b = 1;\n';
    const a = "import { b } from './b.ts';\nexport const a: string = b;\n";
    const { errors, tools } = await check(types, { 'a.ts': a, 'b.ts': b });
    expect(errors).toMatchObject([{ file: 'a.ts', line: 2, code: 'TS2322' }]);
    expect(tools['typescript']).toMatch(/^6\./);
    expect(await codes(types, 'a.ts', a)).toEqual(['1 TS2307']);
  });

  test('behavior: syntax alone does not look at types', async () => {
    const syntax = { language: 'typescript' } as const;
    expect(await codes(syntax, 'a.ts', 'const x: number = "a";')).toEqual([]);
    expect(await codes(syntax, 'a.ts', 'let x = ;')).toEqual(['1 TS1109']);
  });

  test('behavior: JavaScript is checked too', async () => {
    const js = { language: 'javascript', level: 'types' } as const;
    expect(await codes(js, 'a.js', '/** @type {number} */\nexport const x = "a";')).toEqual(['2 TS2322']); // prettier-ignore
  });
});

describe('lint', () => {
  const lint = { language: 'typescript', level: 'lint' } as const;

  test('default: the recommended rules', async () => {
    const text = 'export const x: any = 1;\nvar y = 2;\n';
    expect(await codes(lint, 'a.ts', text)).toEqual([
      '1 @typescript-eslint/no-explicit-any',
      '2 no-var',
      '2 @typescript-eslint/no-unused-vars',
    ]);
  });

  test('behavior: comments switch nothing off', async () => {
    const text =
      '/* eslint-disable */\n// eslint-disable-next-line no-var\nexport var x = 1; // eslint-disable-line\n/* eslint no-var: 0 */\n';
    expect(await codes(lint, 'a.ts', text)).toEqual(['3 no-var']);
  });

  test('behavior: only the rules the task names; a file that does not parse', async () => {
    const named = { ...lint, rules: ['eqeqeq'] };
    expect(await codes(named, 'a.ts', 'var a: any = 1 == 2;')).toEqual(['1 eqeqeq']);
    expect(await codes(named, 'a.ts', 'var = 1')).toEqual(['1 parse']);
  });

  test('error: a rule that does not exist', async () => {
    const unknown = { ...lint, rules: ['no-such-rule'] };
    await expect(codes(unknown, 'a.ts', 'x')).rejects.toMatchObject({ code: 'E_TASK_INVALID' });
  });
});

const SOUND: readonly [LanguageSettings['language'], string, readonly string[]][] = [
  ['javascript', 'a.js', ['export const a = async () => { for await (const x of y) z?.(x ?? 1n); };', 'class A { #x = 1; static { A.#y?.(); } static #y; }', '#!/usr/bin/env node\nlabel: for (;;) break label;']], // prettier-ignore
  [
    'python',
    'a.py',
    [
      'def f(x, /, y, *, z=1) -> int:\n    return (n := x) + y\n',
      "match a:\n    case [1, *r] if r: pass\n    case {'k': v, **kw}: pass\n    case _: pass\n",
      'type X[T] = list[T]\nclass A[T: int]: ...\n',
      "try: pass\nexcept* E as e: pass\nprint(f'{x!r:>{w}} {y=}')\n",
      'async def g():\n    async with a as b, c as d:\n        yield await x\n',
      'with (open(a) as b, open(c) as d,): pass\nlambda *a, k=1, **kw: (yield)\n'.replace(
        '(yield)',
        '0',
      ),
    ],
  ],
  [
    'rust',
    'a.rs',
    [
      '#![allow(dead_code)]\nuse std::{fmt, io::{self, Read}};\nfn main() { let x: Vec<Vec<u8>> = vec![1, 2]; println!("{}", x.len()); }',
      'macro_rules! m { ($($x:expr),* $(,)?) => { $( let _ = $x; )* }; }\nm! { a, , b }\nthread_local! { static A: u8 = 1; }',
      'async fn a() -> impl Fn(u8) -> u8 { let s = r#"a"b"#; let c = \'a\'; let l: &\'static str = b"x".len(); move |x| x + 1 }',
      "fn f() { if let Some(x) = y && x > 3 { } let Some(z) = y else { return }; match x { 1..=5 | 7 => {}, n if n > 3 => (), _ => unreachable!() } 'outer: loop { break 'outer; } }",
      'const fn g<const N: usize>() -> [u8; N] { [0u8; N] } unsafe extern "C" { fn h(_: *const u8, ...); } trait T { type X: Default; fn f(self: Box<Self>); }',
      "pub(crate) enum E { A = 1, B(u8), C { x: u8 } } fn f<'a, T>(x: &'a T) -> &'a T where for<'b> T: Fn(&'b u8) { let v = Foo { a: 1, ..Default::default() }; (v.0).1; let q = a?.b()?; x.await; &mut *z }",
    ],
  ],
];

const BROKEN: readonly [LanguageSettings['language'], string, readonly string[]][] = [
  ['javascript', 'a.js', ['let a; let a;', 'export const = 1;', 'await: 1', 'with (a) b;', 'return 1;', 'break;', 'new.target', "'use strict'; 08", 'a?.b = 1', 'class A { #x; #x }', '/(/', '`${', 'const x: number = 1;']], // prettier-ignore
  [
    'python',
    'a.py',
    [
      "print 'x'\n",
      'def f(:\n',
      'f() = 1\n',
      'return 1\n',
      'x = = 1\n',
      'if x\n    pass\n',
      'def f(a, a): pass\n',
      'break\n',
      'def f():\npass\n',
      '  x=1\n',
      'x = (1\n',
      'a b\n',
      "'abc\n",
      'def f(x=1, y): pass\n',
      'f(a=1, 2)\n',
      'for x in: pass\n',
      'nonlocal x\n',
      'def f():\n\tx=1\n        y=2\n',
      '0777\n',
      '1__0\n',
      'await x\n',
      'import a.b as\n',
      'try:\n  pass\n',
      'None = 1\n',
      '*a = 1\n',
      'del f()\n',
      'raise x, y\n',
      '`x`\n',
      'x <> y\n',
      'lambda x,x: 1\n',
      'def f():\n  x=1\n  global x\n',
      'yield 1\n',
      'match x:\n  case a|b: pass\n',
      '{**a for a in b}\n',
      'f(**k, *a)\n',
      '1 if 2\n',
      'def f():\n  nonlocal y\n',
      'from __future__ import nope\n',
      'continue\n',
      'class A:\n  return 1\n',
      'x: int: 3\n',
      'a += b += c\n',
      '__debug__ = 1\n',
      '€ = 1\n',
    ],
  ],
  [
    'rust',
    'a.rs',
    [
      'fn main( { }',
      'fn main() { let x = ; }',
      'fn main() { let = 5; }',
      'struct S { a: u8 b: u8 }',
      'fn f() { 1 + }',
      'fn f() { if { } }',
      'fn f() -> { }',
      'impl { }',
      'fn f() { x = = 3; }',
      'fn f() { "unterminated }',
      'fn f() { let x: = 3; }',
      'fn f() { foo(1,,2) }',
      'use std::;',
      'fn 1f() {}',
      'fn f() { let x = 5 }}',
      'fn f() { match x { 1 => , } }',
      'enum E { A, , B }',
      'fn f() { let a = [1, 2; }',
      'fn f(x) { }',
      'fn f() { for in x {} }',
      'fn f() { a b }',
      'let x = 3;',
      'fn f() { 1.. ..2 }',
      '/* open',
      "fn f() { '' }",
      'fn f() { let mut mut x; }',
      'struct S(u8',
      'pub pub fn f(){}',
      'fn f() { x.; }',
      'fn f() { a == b == c; }',
      'fn f();',
      'fn f(){ else {} }',
      'fn f() { loop }',
      'fn f() { a as usize < b; }',
      'fn f() { foo(,1) }',
    ],
  ],
];

describe.each(SOUND)('%s', (language, path, texts) => {
  test.each(texts)('default: sound: %j', async (text) => {
    expect(await codes({ language }, path, text)).toEqual([]);
  });
});

describe.each(BROKEN)('%s', (language, path, texts) => {
  test.each(texts)('default: broken: %j', async (text) => {
    expect(await codes({ language }, path, text)).toHaveLength(1);
  });
});

test('behavior: the first error of a Python file is on its line', async () => {
  expect(await codes({ language: 'python' }, 'a.py', 'x = 1\nreturn x\ny = = 2\n')).toEqual(['3 syntax']); // prettier-ignore
  expect(await codes({ language: 'python' }, 'a.py', 'x = 1\nreturn x\nbreak\n')).toEqual(['2 syntax']); // prettier-ignore
});

describe('formats', () => {
  test.each([
    ['json', 'a.json', '{"a": [1, -0.5e+3, "\\u00e9"], "b": {"a": null}}\n', []],
    ['json', 'a.json', '{"a": 1,\n "a": 2}', ['2 duplicate-key']],
    ['json', 'a.json', '{"a": 1,\n}', ['2 syntax']],
    ['json', 'a.json', "{'a': 1}", ['1 syntax']],
    ['json', 'a.json', '[01]', ['1 syntax']],
    ['json', 'a.json', '', ['1 syntax']],
    ['json', 'a.json', '[1] 2', ['1 syntax']],
    ['json', 'a.json', '['.repeat(101) + ']'.repeat(101), ['1 poiw-depth']],
    ['csv', 'a.csv', 'a,b\r\n1,"x ""y"", z\nw"\r\n', []],
    ['csv', 'a.csv', 'a,b\n1\n2,3,4\n', ['2 fields', '3 fields']],
    ['csv', 'a.csv', 'a,a\n1,2\n', ['1 header']],
    ['csv', 'a.csv', 'a,b\n1,"open\n', ['2 quote']],
    ['csv', 'a.csv', 'a,b\n1,x"y"\n', ['2 quote']],
    ['markdown', 'a.md', '# A b!\n\n[x](#a-b) and [y][z]\n\n[z]: /z\n\n```\ncode\n```\n', []],
    ['markdown', 'a.md', '# A\n\n### C\n\n[x](#nowhere) [y][z] [e]()\n\n~~~\nopen\n', ['3 heading-skip', '5 missing-anchor', '5 undefined-reference', '5 empty-link', '7 unclosed-fence']], // prettier-ignore
  ] as const)('%s: %s %j', async (language, path, text, expected) => {
    expect(await codes({ language }, path, text)).toEqual(expected);
  });

  const schema = JSON.stringify({
    type: 'object',
    required: ['id', 'tags'],
    properties: {
      id: { type: 'string', pattern: '^(a+)+$' },
      tags: { type: 'array', items: { type: 'integer' } },
    },
  });
  const fits = (text: string) =>
    check({ language: 'json-schema', schema: 'schema.json' }, { 'schema.json': schema, 'a.json': text }); // prettier-ignore

  test('json-schema: the keyword, at the line of the value', async () => {
    expect((await fits('{"id": "aaa", "tags": [1]}')).errors).toEqual([]);
    const { errors } = await fits('{\n"id": "b",\n"tags": [\n1,\n"x"]}');
    expect(errors.map(({ line, code }) => `${line} ${code}`)).toEqual(['2 pattern', '5 type']);
    expect((await fits('{}')).errors.map(({ code }) => code)).toEqual(['required', 'required']);
  });

  test('json-schema: a pattern that backtracks for ever elsewhere takes a moment', async () => {
    const { errors } = await fits(JSON.stringify({ id: `${'a'.repeat(5000)}!`, tags: [] }));
    expect(errors).toMatchObject([{ code: 'pattern' }]);
  });

  test('error: a schema that is none', async () => {
    const files = { 'schema.json': '{"type": 1}', 'a.json': '{}' };
    await expect(check({ language: 'json-schema', schema: 'schema.json' }, files)).rejects.toMatchObject({ code: 'E_TASK_INVALID' }); // prettier-ignore
  });
});

describe('hostile files are refused by counting', () => {
  test.each<[LanguageSettings['language'], string, string, string]>([
    ['typescript', 'a.ts', `const x = ${'('.repeat(20_000)}`, 'poiw-depth'],
    ['typescript', 'a.ts', `const x = ${'1+'.repeat(50_000)}1`, 'poiw-chain'],
    ['typescript', 'a.ts', `const x = [${'1,'.repeat(60_000)}]`, 'poiw-tokens'],
    ['javascript', 'a.js', '!'.repeat(20_000), 'poiw-chain'],
    ['javascript', 'a.js', 'a=>'.repeat(20_000), 'poiw-chain'],
    ['python', 'a.py', `x = ${'not '.repeat(20_000)}1`, 'poiw-chain'],
    ['python', 'a.py', `${'lambda:'.repeat(20_000)}1`, 'poiw-chain'],
    ['python', 'a.py', '('.repeat(100_000), 'poiw-depth'],
    ['python', 'a.py', `if x:\n${' '.repeat(500)}y\n`, 'poiw-indent'],
    ['rust', 'a.rs', `fn f() { ${'&'.repeat(20_000)}x }`, 'poiw-chain'],
    ['rust', 'a.rs', '{'.repeat(50_000), 'poiw-depth'],
    ['json', 'a.json', '['.repeat(200_000), 'poiw-depth'],
    ['markdown', 'a.md', 'a'.repeat(300_000), 'poiw-bytes'],
  ])('%s %s', async (language, path, text, code) => {
    expect((await check({ language }, { [path]: text })).errors).toMatchObject([{ code }]);
  });

  test.each<[LanguageSettings['language'], string, string]>([
    ['typescript', 'a.ts', `const x = ${'1+'.repeat(490)}1;`],
    ['javascript', 'a.js', `${'!'.repeat(990)}1;`],
    ['python', 'a.py', `x = ${'not '.repeat(990)}1\ny = ${'-'.repeat(990)}1\n`],
    ['python', 'a.py', `x = ${'lambda:'.repeat(490)}1\nx = ${'('.repeat(99)}1${')'.repeat(99)}\n`],
    ['rust', 'a.rs', `fn f() { ${'&'.repeat(990)}x }`],
    ['typescript', 'a.ts', `const x = ${'('.repeat(99)}1${')'.repeat(99)};`],
  ])('%s %s: the largest of its shape is read', async (language, path, text) => {
    expect((await check({ language }, { [path]: text })).errors).toEqual([]);
  });
});
