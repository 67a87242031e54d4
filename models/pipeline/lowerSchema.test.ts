import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { extractJson } from './extractJson.ts';
import { isStrict, lowerSchema } from './lowerSchema.ts';

const schema = z.strictObject({
  text: z.string().min(2).max(40),
  level: z.int().min(0).max(3),
  line: z.int().min(1),
  either: z.union([z.string().max(3), z.strictObject({ a: z.string() })]),
  none: z.string().nullable(),
});

describe('lowerSchema', () => {
  test('default: openai gets it as it is, without the bounds of exact numbers', () => {
    const lowered = lowerSchema(schema, 'openai');
    expect(lowered).toMatchObject({ additionalProperties: false });
    expect(lowered['properties']).toMatchObject({
      text: { type: 'string', minLength: 2, maxLength: 40 },
      line: { type: 'integer', minimum: 1 },
    });
    expect(JSON.stringify(lowered)).not.toContain('9007199254740991');
    expect(isStrict(lowered)).toBe(true);
  });

  test('behavior: anthropic gets limits as words', () => {
    expect(lowerSchema(schema, 'anthropic')['properties']).toMatchObject({
      text: { type: 'string', description: '(minLength 2, maxLength 40)' },
      level: { description: '(minimum 0, maximum 3)' },
    });
  });

  test('behavior: a grammar gets lists for ranges and oneOf for anyOf', () => {
    expect(lowerSchema(schema, 'llama')['properties']).toEqual({
      text: { type: 'string', maxLength: 40 },
      level: { enum: [0, 1, 2, 3] },
      line: { type: 'integer' },
      either: {
        oneOf: [{ type: 'string', maxLength: 3 }, expect.objectContaining({ type: 'object' })],
      },
      none: { type: ['string', 'null'] },
    });
  });

  test('edge: an optional property is not strict', () => {
    expect(isStrict(lowerSchema(z.strictObject({ a: z.string().optional() }), 'openai'))).toBe(
      false,
    );
  });
});

describe('extractJson', () => {
  test.each([
    ['{"a":1}', { a: 1 }],
    ['<think>{"a":2}</think>\n{"a":1}', { a: 1 }],
    ['Well: {"a":{"b":"}"}} and more {"a":9}', { a: { b: '}' } }],
  ])('behavior: %s', (text, value) => {
    expect(extractJson(text)).toEqual({ ok: true, value });
  });

  test.each(['', 'no', '{"a":1', '{"a":1,"a":2}', `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`])(
    'error: %s',
    (text) => {
      expect(extractJson(text).ok).toBe(false);
    },
  );
});
