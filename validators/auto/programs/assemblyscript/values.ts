import { PoiwError } from '../../../../core/errors.ts';
import type { ProgramType } from '../../../../tasks/kinds/programs.ts';
import { MAX_RESULT } from '../program.ts';

/**
 * Bytes of JSON values as the wrapper reads them.
 *
 * @throws PoiwError E_TASK_INVALID for a value that is not of its type
 */
export function encodeValues(types: readonly ProgramType[], values: readonly unknown[]): Buffer {
  if (values.length !== types.length) {
    throw unfit(`${values.length} arguments for ${types.length} parameters`);
  }
  return Buffer.concat(types.map((type, at) => encode(type, values[at])));
}

function encode(type: ProgramType, value: unknown): Buffer {
  if (isList(type)) {
    if (!Array.isArray(value)) throw unfit(`an argument is no ${type}`);
    return Buffer.concat([u32(value.length), ...value.map((one) => encode(elementOf(type), one))]);
  }
  if (type === 'string') {
    if (typeof value !== 'string') throw unfit('an argument is no string');
    const text = Buffer.from(value, 'utf16le');
    return Buffer.concat([u32(text.length), text]);
  }
  if (type === 'bool' && typeof value === 'boolean') return Buffer.from([value ? 1 : 0]);
  if (type === 'bool' || typeof value !== 'number') throw unfit(`an argument is no ${type}`);
  return encodeNumber(type, value);
}

function encodeNumber(type: 'i32' | 'i64' | 'f64', value: number): Buffer {
  const bytes = Buffer.alloc(type === 'i32' ? 4 : 8);
  if (type === 'f64') bytes.writeDoubleLE(value);
  else if (!Number.isSafeInteger(value)) throw unfit(`${value} is no ${type}`);
  else if (type === 'i64') bytes.writeBigInt64LE(BigInt(value));
  else if (value !== (value | 0)) throw unfit(`${value} is no i32`);
  else bytes.writeInt32LE(value);
  return bytes;
}

/** JSON text of a result; undefined where JSON has no such value, or for one that is too long. */
export function decodeValue(type: ProgramType, bytes: Buffer): string | undefined {
  const reader = { bytes, at: 0 };
  const text = decode(type, reader);
  return text === undefined || text.length > MAX_RESULT ? undefined : text;
}

interface Reader {
  readonly bytes: Buffer;
  at: number;
}

function decode(type: ProgramType, reader: Reader): string | undefined {
  if (isList(type)) {
    const length = take(reader, 4).readUInt32LE();
    const entries: string[] = [];
    for (let n = 0; n < length; n += 1) {
      const entry = decode(elementOf(type), reader);
      if (entry === undefined) return undefined;
      entries.push(entry);
    }
    return `[${entries.join(',')}]`;
  }
  switch (type) {
    case 'string':
      return JSON.stringify(take(reader, take(reader, 4).readUInt32LE()).toString('utf16le'));
    case 'bool':
      return take(reader, 1)[0] === 0 ? 'false' : 'true';
    case 'i32':
      return String(take(reader, 4).readInt32LE());
    case 'i64':
      return String(take(reader, 8).readBigInt64LE());
    default: {
      const value = take(reader, 8).readDoubleLE();
      return Number.isFinite(value) ? JSON.stringify(value) : undefined;
    }
  }
}

/** A program may have written over its own memory: a length in it is no promise. */
function take(reader: Reader, length: number): Buffer {
  if (reader.at + length > reader.bytes.length) throw new RangeError('a result without its end');
  const part = reader.bytes.subarray(reader.at, reader.at + length);
  reader.at += length;
  return part;
}

type ListType = Extract<ProgramType, `${string}[]`>;

function isList(type: ProgramType): type is ListType {
  return type.endsWith('[]');
}

function elementOf(type: ListType): Exclude<ProgramType, ListType> {
  return type.slice(0, -2) as Exclude<ProgramType, ListType>;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function unfit(what: string): PoiwError {
  return new PoiwError('E_TASK_INVALID', `the inputs do not fit the entry: ${what}`);
}
