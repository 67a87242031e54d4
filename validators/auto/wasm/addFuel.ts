import { meterBlocks } from './meterBlocks.ts';
import { meterLoops, type Body } from './meterLoops.ts';
import { createWriter, paddedU32, readU32, signedLeb, type Writer } from './wasmWriter.ts';

/** Export under which a metered module's fuel is set and read: a mutable i64 global. */
export const FUEL_EXPORT = 'poiw_fuel';

/** Export of what is left of its stack, a mutable i32 global; negative after it trapped for it. */
export const STACK_EXPORT = 'poiw_stack';

export interface FuelOptions {
  /** Most memory the module may grow to, in pages of 64 KiB; one it imports is the importer's. */
  readonly maxPages: number;
  /**
   * `loops` charges a function or a loop's turn for all instructions in it, taken or not: enough to
   * end what never ends, at little cost. `blocks` charges what is executed, block by block, and
   * filling or growing memory by its size: a measure of work. Default `loops`.
   */
  readonly charge?: 'loops' | 'blocks';
  /**
   * With `blocks`: slots of 8 bytes that nested calls may hold; without it the engine's own stack
   * decides how deep calls nest, which differs from machine to machine. Estimated, never below a
   * third of what V8 takes: an engine with 24 bytes of stack for each slot never runs out first.
   */
  readonly stack?: number;
}

/**
 * Rewrites a WebAssembly module so that it meters itself: it takes the number of instructions it
 * executes from a global, and traps once that is negative. Code that runs for ever passes a loop or
 * a call for ever, so nothing escapes; the count is the same on every machine, which the clock is
 * not. Memory is capped for the same reason: what is left of it must not decide either.
 *
 * @throws PoiwError E_COMPILER for a module with features this does not know
 */
export function addFuel(
  module: Uint8Array,
  { maxPages, charge = 'loops', stack }: FuelOptions,
): Uint8Array {
  const globals = [FUEL_GLOBAL, SIZE_GLOBAL, ...(stack === undefined ? [] : [stackGlobal(stack)])];
  const writer = createWriter(module.length + (module.length >> 2));
  writer.copy(module, 0, 8);
  let fuel = 0;
  for (let at = 8; at < module.length;) {
    const id = module[at] ?? 0;
    const size = readU32(module, at + 1);
    const end = size.next + size.value;
    if (id === SECTION.import) fuel += countImportedGlobals(module, size.next);
    if (id === SECTION.global) fuel += readU32(module, size.next).value;
    if (id === SECTION.global) {
      appendEntries(writer, module, { id, start: size.next, end, entries: globals });
    } else if (id === SECTION.export) {
      const entries = [exportEntry(FUEL_EXPORT, fuel)];
      if (stack !== undefined) entries.push(exportEntry(STACK_EXPORT, fuel + 2));
      appendEntries(writer, module, { id, start: size.next, end, entries });
    } else if (id === SECTION.memory) {
      const entry = [
        1,
        1,
        ...paddedU32(readU32(module, size.next + 2).value),
        ...paddedU32(maxPages),
      ];
      writer.put([id, entry.length, ...entry]);
    } else if (id === SECTION.code) {
      const meter = charge === 'blocks' ? meterBlocks : meterLoops;
      meterCode(writer, module, { start: size.next, fuel, meter, stack: stack !== undefined });
    } else {
      writer.copy(module, at, end);
    }
    at = end;
  }
  return writer.bytes();
}

const SECTION = { import: 2, memory: 5, global: 6, export: 7, code: 10 } as const;

/** i64, mutable, initially the largest value: a module may run before it is given fuel. */
const FUEL_GLOBAL = [0x7e, 0x01, 0x42, ...signedLeb((1n << 62n) - 1n), 0x0b];

/** i32, mutable: the size a bulk instruction is charged for. */
const SIZE_GLOBAL = [0x7f, 0x01, 0x41, 0, 0x0b];

/** i32, mutable: slots that nested calls may still take. */
function stackGlobal(slots: number): number[] {
  return [0x7f, 0x01, 0x41, ...signedLeb(BigInt(slots)), 0x0b];
}

function exportEntry(called: string, index: number): number[] {
  const name = [...new TextEncoder().encode(called)];
  return [name.length, ...name, 0x03, ...paddedU32(index)];
}

interface Section {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly entries: readonly (readonly number[])[];
}

/** Copies a section that is a vector, with more entries. */
function appendEntries(
  writer: Writer,
  module: Uint8Array,
  { id, start, end, entries }: Section,
): void {
  const count = readU32(module, start);
  const more = entries.flat();
  writer.put([id, ...paddedU32(5 + (end - count.next) + more.length)]);
  writer.put(paddedU32(count.value + entries.length));
  writer.copy(module, count.next, end);
  writer.put(more);
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

interface CodeSection {
  readonly start: number;
  /** Index of the fuel global. */
  readonly fuel: number;
  readonly meter: (writer: Writer, module: Uint8Array, body: Body) => void;
  /** Whether calls are charged for the stack they hold. */
  readonly stack: boolean;
}

function meterCode(
  writer: Writer,
  module: Uint8Array,
  { start, fuel, meter, stack }: CodeSection,
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
    const { code, locals } = skipLocals(module, size.next);
    writer.copy(module, size.next, code);
    const frame = stack ? frameOf(locals, end - code) : 0;
    meter(writer, module, { start: code, end, fuel, frame });
    writer.fillSize(body);
    at = end;
  }
  writer.fillSize(section);
}

function skipLocals(module: Uint8Array, start: number): { code: number; locals: number } {
  const { value: groups, next } = readU32(module, start);
  let [code, locals] = [next, 0];
  for (let n = 0; n < groups; n += 1) {
    const group = readU32(module, code);
    locals += group.value;
    code = group.next + 1;
  }
  return { code, locals };
}

/**
 * Slots a function holds while it calls another: its variables, and what lies on the operand stack.
 * Whatever pushes takes two bytes of code; parameters are pushed by a caller whose code is as long.
 */
function frameOf(locals: number, bytes: number): number {
  return 16 + locals + (bytes >> 1);
}
