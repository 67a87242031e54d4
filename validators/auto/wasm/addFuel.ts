import { PoiwError } from '../../../core/errors.ts';
import { skipOperands } from './wasmOperands.ts';

/** Export under which a metered module's fuel is set and read: a mutable i64 global. */
export const FUEL_EXPORT = 'poiw_fuel';

/**
 * Rewrites a WebAssembly module so that it meters itself: on entry to each function and on each
 * turn of each loop it takes the number of instructions there from a global, and traps once that
 * is negative. Code that runs for ever passes a loop or a call for ever, so nothing escapes; the
 * count is the same on every machine, which the clock is not. Memory is capped for the same reason:
 * what is left of it must not decide either.
 *
 * @param maxPages most memory the module may grow to, in pages of 64 KiB
 * @throws PoiwError E_COMPILER for a module with features this does not know
 */
export function addFuel(
  module: Uint8Array,
  { maxPages }: { readonly maxPages: number },
): Uint8Array {
  const writer = createWriter(module.length + (module.length >> 2));
  writer.copy(module, 0, 8);
  let fuel = 0;
  for (let at = 8; at < module.length;) {
    const id = module[at] ?? 0;
    const size = readU32(module, at + 1);
    const end = size.next + size.value;
    if (id === SECTION.import) fuel += countImportedGlobals(module, size.next);
    if (id === SECTION.global) fuel += readU32(module, size.next).value;
    if (id === SECTION.global || id === SECTION.export) {
      const entry = id === SECTION.global ? FUEL_GLOBAL : exportEntry(fuel);
      appendEntry(writer, module, { id, start: size.next, end, entry });
    } else if (id === SECTION.memory) {
      const entry = [
        1,
        1,
        ...paddedU32(readU32(module, size.next + 2).value),
        ...paddedU32(maxPages),
      ];
      writer.put([id, entry.length, ...entry]);
    } else if (id === SECTION.code) {
      meterCode(writer, module, { start: size.next, fuel });
    } else {
      writer.copy(module, at, end);
    }
    at = end;
  }
  return writer.bytes();
}

const SECTION = { import: 2, memory: 5, global: 6, export: 7, code: 10 } as const;
const OP = { block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b } as const;

/** i64, mutable, initially the largest value: a module may run before it is given fuel. */
const FUEL_GLOBAL = [0x7e, 0x01, 0x42, ...signedLeb((1n << 62n) - 1n), 0x0b];

function exportEntry(index: number): number[] {
  const name = [...new TextEncoder().encode(FUEL_EXPORT)];
  return [name.length, ...name, 0x03, ...paddedU32(index)];
}

interface Section {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly entry: readonly number[];
}

/** Copies a section that is a vector, with one entry more. */
function appendEntry(writer: Writer, module: Uint8Array, { id, start, end, entry }: Section): void {
  const count = readU32(module, start);
  writer.put([id, ...paddedU32(5 + (end - count.next) + entry.length)]);
  writer.put(paddedU32(count.value + 1));
  writer.copy(module, count.next, end);
  writer.put(entry);
}

function countImportedGlobals(module: Uint8Array, start: number): number {
  const { value: count, next } = readU32(module, start);
  let [at, globals] = [next, 0];
  for (let n = 0; n < count; n += 1) {
    for (let names = 0; names < 2; names += 1) {
      const length = readU32(module, at);
      at = length.next + length.value;
    }
    const kind = module[at] ?? 0;
    at += 1;
    if (kind === 0) at = readU32(module, at).next;
    else if (kind === 3) {
      at += 2;
      globals += 1;
    } else {
      if (kind === 1) at += 1;
      const bounded = ((module[at] ?? 0) & 1) === 1;
      at = readU32(module, at + 1).next;
      if (bounded) at = readU32(module, at).next;
    }
  }
  return globals;
}

function meterCode(
  writer: Writer,
  module: Uint8Array,
  { start, fuel }: { readonly start: number; readonly fuel: number },
): void {
  const { value: count, next } = readU32(module, start);
  writer.put([SECTION.code]);
  const section = writer.reserveSize();
  writer.put(paddedU32(count));
  let at = next;
  for (let n = 0; n < count; n += 1) {
    const size = readU32(module, at);
    const end = size.next + size.value;
    const body = writer.reserveSize();
    const code = skipLocals(module, size.next);
    writer.copy(module, size.next, code);
    meterBody(writer, module, { start: code, end, fuel });
    writer.fillSize(body);
    at = end;
  }
  writer.fillSize(section);
}

function skipLocals(module: Uint8Array, start: number): number {
  const { value: groups, next } = readU32(module, start);
  let at = next;
  for (let n = 0; n < groups; n += 1) at = readU32(module, at).next + 1;
  return at;
}

/** Where a charge stands, and how many instructions it is for. */
interface Charge {
  readonly at: number;
  cost: number;
}

function meterBody(
  writer: Writer,
  module: Uint8Array,
  { start, end, fuel }: { readonly start: number; readonly end: number; readonly fuel: number },
): void {
  const charges: Charge[] = [];
  const charge = (): Charge => {
    const placed = { at: writer.putCharge(fuel), cost: 1 };
    charges.push(placed);
    return placed;
  };
  // Innermost last: whether a block is a loop decides whose charge its instructions join.
  const blocks: Charge[] = [charge()];
  let copied = start;
  for (let at = start; at < end;) {
    const op = module[at] ?? 0;
    const next = skipOperands(module, at);
    const owner = blocks.at(-1);
    if (owner === undefined) throw new PoiwError('E_COMPILER', 'code goes on after its end');
    if (op === OP.loop) {
      writer.copy(module, copied, next);
      copied = next;
      blocks.push(charge());
    } else if (op === OP.block || op === OP.if) {
      blocks.push(owner);
    } else if (op === OP.end) {
      blocks.pop();
    }
    if (op !== OP.end && op !== OP.else && op !== OP.block) owner.cost += 1;
    at = next;
  }
  writer.copy(module, copied, end);
  for (const { at, cost } of charges) writer.fillCharge(at, cost);
}

type Writer = ReturnType<typeof createWriter>;

function createWriter(capacity: number) {
  let buffer = new Uint8Array(capacity);
  let length = 0;
  const reserve = (bytes: number) => {
    if (length + bytes <= buffer.length) return;
    const larger = new Uint8Array(2 * buffer.length + bytes);
    larger.set(buffer);
    buffer = larger;
  };
  const put = (bytes: readonly number[]) => {
    reserve(bytes.length);
    buffer.set(bytes, length);
    length += bytes.length;
  };
  return {
    put,
    copy(from: Uint8Array, start: number, end: number) {
      reserve(end - start);
      buffer.set(from.subarray(start, end), length);
      length += end - start;
    },
    /** Room for the size of what follows; returns its place. */
    reserveSize(): number {
      put(paddedU32(0));
      return length;
    },
    fillSize: (at: number) => buffer.set(paddedU32(length - at), at - 5),
    /** fuel -= cost; if (fuel < 0) unreachable. Returns where the cost goes. */
    putCharge(global: number): number {
      const index = paddedU32(global);
      put([0x23, ...index, 0x42]);
      const at = length;
      put([
        ...paddedU32(0),
        0x7d,
        0x24,
        ...index,
        0x23,
        ...index,
        0x42,
        0,
        0x53,
        0x04,
        0x40,
        0,
        0x0b,
      ]);
      return at;
    },
    // Five bytes of a signed number hold 34 bits: an unsigned size never looks negative in them.
    fillCharge: (at: number, cost: number) => buffer.set(paddedU32(cost), at),
    bytes: () => buffer.slice(0, length),
  };
}

/** LEB128 in exactly five bytes, so that a value can be filled in later. */
function paddedU32(value: number): number[] {
  return [0, 7, 14, 21].map((shift) => ((value >>> shift) & 0x7f) | 0x80).concat(value >>> 28);
}

function signedLeb(value: bigint): number[] {
  const low = Number(value & 0x7fn);
  const rest = value >> 7n;
  const last = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
  return last ? [low] : [low | 0x80, ...signedLeb(rest)];
}

function readU32(bytes: Uint8Array, start: number): { value: number; next: number } {
  let [value, shift, at] = [0, 0, start];
  for (;;) {
    const byte = bytes[at] ?? 0;
    at += 1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value: value >>> 0, next: at };
    shift += 7;
  }
}
