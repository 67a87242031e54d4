import { z } from 'zod';
import type { JsonSchema, SchemaDialect } from '../adapter.ts';

/** Words a dialect's grammar does not know: they go into the description, zod checks them anyway. */
const UNKNOWN: Readonly<Record<SchemaDialect, readonly string[]>> = {
  openai: [],
  ollama: [],
  anthropic: [
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'pattern'],
    ...['minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'],
  ],
  llama: [
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'pattern'],
    ...['format', 'minLength', 'uniqueItems', 'default'],
  ],
};

/** Integers of at most so many values become an enum: a grammar can hold a list, not a range. */
const ENUM_VALUES = 257;
/** A longer limit makes a grammar too large to build. */
const GRAMMAR_LENGTH = 2000;

/** The JSON Schema a backend is given for a zod schema. The reply is parsed with zod all the same. */
export function lowerSchema(schema: z.ZodType, dialect: SchemaDialect): JsonSchema {
  const full = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const own = Object.entries(full).filter(([key]) => key !== '$schema');
  return lower(Object.fromEntries(own), dialect) as JsonSchema;
}

/** Whether every object names all its properties as required, which strict modes ask for. */
export function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (!isObject(schema)) return true;
  const properties = schema['properties'];
  if (isObject(properties)) {
    const required = schema['required'];
    const known = Array.isArray(required) ? required.length : 0;
    if (known < Object.keys(properties).length) return false;
  }
  if (schema['type'] === 'object' && schema['additionalProperties'] !== false) return false;
  return Object.values(schema).every(isStrict);
}

function lower(node: unknown, dialect: SchemaDialect): unknown {
  if (Array.isArray(node)) return node.map((one) => lower(one, dialect));
  if (!isObject(node)) return node;
  const bounded = withoutSafeIntegers(node);
  const listed = dialect === 'llama' ? enumOf(bounded) : undefined;
  if (listed !== undefined) return listed;
  const lost: string[] = [];
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(bounded)) {
    const tooLong = dialect === 'llama' && key === 'maxLength' && Number(value) > GRAMMAR_LENGTH;
    if (UNKNOWN[dialect].includes(key) || tooLong) {
      lost.push(`${key} ${String(value)}`);
    } else if (key === 'properties') {
      out[key] = mapValues(value, (one) => lower(one, dialect));
    } else if (key === 'anyOf' && dialect === 'llama') {
      out['oneOf'] = lower(value, dialect);
    } else {
      out[key] = key === 'enum' || key === 'const' ? value : lower(value, dialect);
    }
  }
  if (lost.length > 0 && dialect !== 'llama') {
    const said = typeof out['description'] === 'string' ? `${out['description']} ` : '';
    out['description'] = `${said}(${lost.join(', ')})`;
  }
  return out;
}

/** zod gives every integer the bounds of exact numbers: true, and no use to anyone. */
function withoutSafeIntegers(node: Record<string, unknown>): Record<string, unknown> {
  const { minimum, maximum, ...rest } = node;
  return {
    ...rest,
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
  };
}

function enumOf({ type, minimum, maximum }: Record<string, unknown>): JsonSchema | undefined {
  if (type !== 'integer' || typeof minimum !== 'number' || typeof maximum !== 'number') {
    return undefined;
  }
  const count = maximum - minimum + 1;
  if (count > ENUM_VALUES) return undefined;
  return { enum: Array.from({ length: count }, (_, at) => minimum + at) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(value: unknown, change: (one: unknown) => unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one)]));
}
