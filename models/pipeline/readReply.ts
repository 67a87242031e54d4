import type { z } from 'zod';
import type { WireReply } from '../adapter.ts';
import { modelError } from '../modelError.ts';
import { extractJson } from './extractJson.ts';

export type Read<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

const ISSUES = 8;

/** The value a reply's text holds, by the same schema for every backend. */
export function readReply<Value>(text: string, schema: z.ZodType<Value>): Read<Value> {
  const extracted = extractJson(text);
  return extracted.ok ? readValue(extracted.value, schema) : extracted;
}

export function readValue<Value>(value: unknown, schema: z.ZodType<Value>): Read<Value> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problem = parsed.error.issues
    .slice(0, ISSUES)
    .map(({ path, message }) => `${path.map(String).join('.') || 'value'}: ${message}`)
    .join('; ')
    .slice(0, 800);
  return { ok: false, problem };
}

/**
 * A reply that ended before it was whole, or that is none.
 *
 * @throws PoiwError E_MODEL_REFUSED, E_MODEL_TRUNCATED
 */
export function assertWhole({ stop, text }: WireReply): void {
  if (stop === 'refused') {
    throw modelError(
      'E_MODEL_REFUSED',
      `the model refused: ${text.replace(/\s+/g, ' ').slice(0, 200)}`,
    );
  }
  if (stop === 'truncated') {
    throw modelError('E_MODEL_TRUNCATED', 'the reply reached its token limit before its end');
  }
}
