import type { Json } from '../../../core/canonicalJson.ts';
import { packageOf } from '../../../validators/auto/testTasks.ts';
import { answerTo, INVALID, type HostileJob, type Row } from './hostileJob.ts';

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

const DIFFERS = 'invalid errors-differ';
const sol = source('a.sol', {
  compiler: { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 },
});
const types = source('a.ts', { language: 'typescript', level: 'types' });
const lint = source('a.ts', { language: 'typescript', level: 'lint' });
const script = source('a.js', { language: 'javascript' });
const python = source('a.py', { language: 'python' });
const rust = source('a.rs', { language: 'rust' });

const times = (count: number, part: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join('\n');

const solidity: readonly HostileJob[] = (
  [
    ['sol: a hundred thousand parentheses', INVALID, `contract A { uint x = ${'('.repeat(100_000)}`],
    ['sol: fifty thousand braces', INVALID, `contract A ${'{'.repeat(50_000)}`],
    ['sol: a chain of a hundred thousand sums', INVALID, `contract A { uint x = ${'1+'.repeat(100_000)}1; }`],
    ['sol: a number of 200,000 digits', INVALID, `contract A { uint x = ${'7'.repeat(200_000)}; }`],
    ['sol: a text of eight megabytes', INVALID, `contract A { string s = "${'a'.repeat(8_000_000)}"; }`],
    ['sol: a power of a power', DIFFERS, 'contract A { uint x = (2**4000)**4000; }'],
    ['sol: a diamond of sixty bases', DIFFERS, `contract Z { uint x = ""; }\n${times(60, (n) => `contract B${n} is Z {}`)}\ncontract A is ${Array.from({ length: 60 }, (_, n) => `B${n}`).join(', ')} {}`],
    ['sol: a diamond of four hundred bases', INVALID, `contract Z {}\n${times(400, (n) => `contract B${n} is Z {}`)}`],
    ['sol: three thousand functions, one wrong', DIFFERS, `contract A {\n${times(3000, (n) => `function f${n}(uint a) external pure returns (uint) { return a * ${n}; }`)}\nfunction g() external pure returns (uint) { return ""; } }`],
    ['sol: structs that double fourteen times', DIFFERS, `contract A { struct S0 { uint a; }\n${times(14, (n) => `struct S${n + 1} { S${n} a; S${n} b; }`)}\nS14 s; function f() external view returns (uint) { return s; } }`],
    ['sol: mappings in mappings', DIFFERS, `contract A { ${'mapping(uint => '.repeat(60)}uint${')'.repeat(60)} m; uint x = ""; }`],
  ] satisfies Row[]
).map(sol); // prettier-ignore

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
      ['types: a tuple of 999 turns', DIFFERS, 'type T<N extends number, A extends 0[] = []> = A["length"] extends N ? A : T<N, [...A, 0]>;\nexport const x: T<999>["length"] = 1;\n'], // prettier-ignore
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

/** Scripts, programs and documents that are to be read. */
export const sourceJobs: readonly HostileJob[] = [...solidity, ...scripts, ...data];
