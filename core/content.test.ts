import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalBytes,
  canonicalJson,
  parseCanonicalJson,
  parseUntrustedJson,
} from './canonicalJson.ts';
import {
  assertContent,
  contentIdFromDigest,
  contentIdOf,
  digestOf,
  isContentId,
} from './contentId.ts';
import { deriveSalt } from './commitment.ts';
import { PoiwError, type ErrorCode } from './errors.ts';
import { packLanes, unpackLanes } from './lanes.ts';
import { LIMITS } from './limits.ts';
import { seal, unseal } from './seal.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

function codeOf(run: () => unknown): ErrorCode | undefined {
  try {
    run();
  } catch (error) {
    return error instanceof PoiwError ? error.code : undefined;
  }
  return undefined;
}

describe('canonicalJson', () => {
  test('default: sorted keys, no white space, RFC 8785 numbers', () => {
    expect(canonicalJson({ b: 1e21, a: [1.0, 'é', null] })).toBe('{"a":[1,"é",null],"b":1e+21}');
  });

  test('behavior: parse of any canonical value gives the value back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const again = parseCanonicalJson(canonicalBytes(value), LIMITS.document);
        expect(canonicalJson(again)).toBe(canonicalJson(value));
      }),
    );
  });

  test.each<[string, string, ErrorCode]>([
    ['white space', '{ "a":1}', 'E_JSON_INVALID'],
    ['key order', '{"b":1,"a":1}', 'E_JSON_INVALID'],
  ])('error: canonical parse refuses %s', (_, text, code) => {
    expect(codeOf(() => parseCanonicalJson(utf8(text), LIMITS.document))).toBe(code);
  });

  test.each<[string, string, ErrorCode]>([
    ['a repeated key', '{"a":1,"a":2}', 'E_JSON_INVALID'],
    ['a key repeated through an escape', '{"a":1,"\\u0061":2}', 'E_JSON_INVALID'],
    ['an overflowing number', '[1e999]', 'E_JSON_INVALID'],
    ['deep nesting', '['.repeat(100_000) + ']'.repeat(100_000), 'E_JSON_TOO_DEEP'],
    ['a truncated text', '{"a":', 'E_JSON_INVALID'],
    ['an unterminated string', '{"a', 'E_JSON_INVALID'],
  ])('error: untrusted parse refuses %s', (_, text, code) => {
    expect(codeOf(() => parseUntrustedJson(utf8(text), LIMITS.document))).toBe(code);
  });

  test('error: bytes that are no UTF-8, and too many bytes', () => {
    expect(
      codeOf(() => parseUntrustedJson(new Uint8Array([0x22, 0xff, 0x22]), LIMITS.answer)),
    ).toBe('E_JSON_INVALID');
    expect(
      codeOf(() => parseUntrustedJson(new Uint8Array(LIMITS.answer.maxBytes + 1), LIMITS.answer)),
    ).toBe('E_JSON_INVALID');
  });
});

describe('contentId', () => {
  test('default: the digest and back', () => {
    const id = contentIdOf(utf8('hello'));
    expect(id).toBe('bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq');
    expect(contentIdFromDigest(digestOf(id))).toBe(id);
    expect(() => assertContent(id, utf8('hello'))).not.toThrow();
    expect(codeOf(() => assertContent(id, utf8('hellp')))).toBe('E_CONTENT_MISMATCH');
  });

  test('behavior: only our one form is a content id', () => {
    expect(isContentId('QmZ4tDuvesekSs4qM5ZBKpXiZGun7S2CYtEZRB3DYXkjGx')).toBe(false);
    expect(isContentId('../../etc/passwd')).toBe(false);
    expect(isContentId('BAFKREIBM6JG3UX5QUMHCN2B3FLC3TYU6DMLB4XA7U5BF44YEGNRJHC4YEQ')).toBe(false);
  });
});

describe('seal', () => {
  test('default: opens with its salt only, and not once a byte changed', () => {
    const salt = deriveSalt(`0x${'ab'.repeat(32)}`, 'x');
    const sealed = seal(utf8('secret'), salt);
    expect(unseal(sealed, salt)).toEqual(utf8('secret'));
    expect(codeOf(() => unseal(sealed, deriveSalt(`0x${'ab'.repeat(32)}`, 'y')))).toBe(
      'E_SEAL_BROKEN',
    );
    sealed[0] = (sealed[0] ?? 0) ^ 1;
    expect(codeOf(() => unseal(sealed, salt))).toBe('E_SEAL_BROKEN');
  });
});

describe('lanes', () => {
  test('default: pack and unpack, lane 0 least significant', () => {
    expect(packLanes([1, 2])).toBe(`0x${'0'.repeat(60)}0201`);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 32, maxLength: 32 }),
        (values) => {
          expect(unpackLanes(packLanes(values))).toEqual(values);
        },
      ),
    );
  });

  test('error: more than 32 lanes or a value that is no byte', () => {
    expect(() => packLanes(new Array<number>(33).fill(0))).toThrow(RangeError);
    expect(() => packLanes([256])).toThrow(RangeError);
  });
});
