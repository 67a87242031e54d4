import { gzipSync } from 'node:zlib';
import type { HostileAnswer } from './hostileInput.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (name: string, reason: string, build: (task: string) => string): HostileAnswer => ({
  name,
  outcome: 'refused',
  reason,
  bytes: (task) => utf8(build(task)),
});
const raw = (name: string, reason: string, build: () => Uint8Array): HostileAnswer => ({
  name,
  outcome: 'refused',
  reason,
  bytes: build,
});

/** Answers that are no answers: what a parser, an archive or a number can be tricked with. */
export const documents: readonly HostileAnswer[] = [
  raw('nothing at all', 'malformed', () => new Uint8Array()),
  raw('bytes that are no UTF-8', 'malformed', () => Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)),
  raw('half a character', 'malformed', () => Uint8Array.of(0x22, 0xe2, 0x82, 0x22)),
  raw('an overlong slash', 'malformed', () => Uint8Array.of(0x22, 0xc0, 0xaf, 0x22)),
  raw('a gzip bomb of 50 MB', 'malformed', () => gzipSync(Buffer.alloc(50_000_000))),
  raw('a zip archive', 'malformed', () => utf8('PK\u0003\u0004').slice()),
  raw('one byte too many', 'too-large', () => new Uint8Array(256 * 1024 + 1).fill(0x20)),
  raw('eight megabytes', 'too-large', () => new Uint8Array(8_000_000).fill(0x5b)),
  raw('only zeros', 'malformed', () => new Uint8Array(1000)),
  text('words', 'malformed', () => 'I found a bug, pay me'),
  text('null', 'schema', () => 'null'),
  text('a list', 'schema', () => '[]'),
  text('lists in lists, 100,000 deep', 'malformed', () => '['.repeat(100_000)),
  text('objects in objects, 20,000 deep', 'malformed', () => '{"a":'.repeat(20_000)),
  text('closed properly, 100 deep', 'malformed', () => '['.repeat(100) + ']'.repeat(100)),
  text('a key twice', 'malformed', (task) => `{"task":"${task}","task":"${task}","findings":[]}`),
  text('a key twice by escape', 'malformed', (task) => `{"task":"${task}","\\u0074ask":"x","findings":[]}`), // prettier-ignore
  text('infinity by exponent', 'malformed', (task) => `{"task":"${task}","findings":[],"x":1e999}`),
  text('a number with lost digits', 'schema', (task) => `{"task":"${task}","findings":[],"x":9007199254740993}`), // prettier-ignore
  text('NaN', 'malformed', (task) => `{"task":"${task}","findings":NaN}`),
  text('a comment', 'malformed', (task) => `{"task":"${task}"/* hi */,"findings":[]}`),
  text('single quotes', 'malformed', (task) => `{'task':'${task}','findings':[]}`),
  text('a second document', 'malformed', (task) => `{"task":"${task}","findings":[]}{}`),
  text('cut off', 'malformed', (task) => `{"task":"${task}","findings":[`),
  text('a raw control character', 'malformed', (task) => `{"task":"${task}\u0001","findings":[]}`),
  text('a prototype', 'schema', (task) => `{"task":"${task}","findings":[],"__proto__":{"clean":true}}`), // prettier-ignore
  text('a constructor', 'schema', (task) => `{"task":"${task}","findings":[],"constructor":{}}`),
  text('a field nobody knows', 'schema', (task) => `{"task":"${task}","findings":[],"verdict":"valid"}`), // prettier-ignore
  text('settings for the compiler', 'schema', (task) => `{"task":"${task}","findings":[],"settings":{"optimizer":{"details":{"yulDetails":{"optimizerSteps":"${'u'.repeat(3800)}"}}},"modelChecker":{"engine":"all"}}}`), // prettier-ignore
  text('another task', 'wrong-task', () => '{"task":"bafkreihapufc2vbvmxqfdjtgi36yupvltntnpy3c2szcttlecf2ngy4oxq","findings":[]}'), // prettier-ignore
  text('no task', 'schema', () => '{"findings":[]}'),
  text('findings as an object', 'schema', (task) => `{"task":"${task}","findings":{"length":40}}`),
  text('forty thousand findings', 'schema', (task) => `{"task":"${task}","findings":[${'{},'.repeat(40_000)}{}]}`), // prettier-ignore
  text('clean, and with findings', 'schema', (task) => `{"task":"${task}","clean":true,"findings":[{}]}`), // prettier-ignore
];
