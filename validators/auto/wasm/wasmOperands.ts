import { PoiwError } from '../../../core/errors.ts';

/** Opcodes that meters tell apart. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  memoryGrow: 0x40,
  /** Prefix of saturating casts, bulk memory and tables. */
  long: 0xfc,
} as const;

/**
 * The instruction after the one at `at`. Knows the instructions of WebAssembly 2.0 but vectors.
 *
 * @throws PoiwError E_COMPILER for any other instruction
 */
export function skipOperands(code: Uint8Array, at: number): number {
  const op = code[at] ?? 0;
  const next = at + 1;
  if (op >= 0x45 && op <= 0xc4) return next;
  if (op >= 0x20 && op <= 0x26) return skipLeb(code, next);
  if (op >= 0x28 && op <= 0x3e) return skipLeb(code, skipLeb(code, next));
  switch (op) {
    case 0x00: // unreachable
    case 0x01: // nop
    case 0x05: // else
    case 0x0b: // end
    case 0x0f: // return
    case 0x1a: // drop
    case 0x1b: // select
    case 0xd1: // ref.is_null
      return next;
    case 0x02: // block
    case 0x03: // loop
    case 0x04: // if
    case 0x0c: // br
    case 0x0d: // br_if
    case 0x10: // call
    case 0x3f: // memory.size
    case 0x40: // memory.grow
    case 0x41: // i32.const
    case 0x42: // i64.const
    case 0xd0: // ref.null
    case 0xd2: // ref.func
      return skipLeb(code, next);
    case 0x11: // call_indirect
      return skipLeb(code, skipLeb(code, next));
    case 0x0e: // br_table
      return skipLeb(code, skipVector(code, next));
    case 0x1c: // select of given types
      return skipVector(code, next);
    case 0x43: // f32.const
      return next + 4;
    case 0x44: // f64.const
      return next + 8;
    case 0xfc:
      return skipLong(code, next);
    default:
      throw new PoiwError(
        'E_COMPILER',
        `WebAssembly instruction 0x${op.toString(16)} is not known`,
      );
  }
}

/** Operands of the instructions behind the prefix 0xfc: saturating casts, bulk memory, tables. */
function skipLong(code: Uint8Array, at: number): number {
  const op = code[at] ?? 0;
  const next = at + 1;
  if (op <= 7) return next;
  const operands = [8, 10, 12, 14].includes(op) ? 2 : 1;
  if (op > 17) {
    throw new PoiwError('E_COMPILER', `WebAssembly instruction 0xfc ${op} is not known`);
  }
  return operands === 2 ? skipLeb(code, skipLeb(code, next)) : skipLeb(code, next);
}

function skipVector(code: Uint8Array, start: number): number {
  let [count, shift, at] = [0, 0, start];
  for (;;) {
    const byte = code[at] ?? 0;
    at += 1;
    count |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
    shift += 7;
  }
  for (let n = 0; n < count; n += 1) at = skipLeb(code, at);
  return at;
}

function skipLeb(code: Uint8Array, start: number): number {
  let at = start;
  while ((code[at] ?? 0) >= 0x80) at += 1;
  return at + 1;
}
