import type { Body } from './meterLoops.ts';
import { OP, skipOperands } from './wasmOperands.ts';
import type { Writer } from './wasmWriter.ts';

/** Growing memory by any size: the engine clears what it hands out. */
const GROW_COST = 10_000;

/** What ends a run of instructions that are executed one after the other or not at all. */
const ENDS: ReadonlySet<number> = new Set([
  OP.loop,
  OP.if,
  OP.else,
  OP.end,
  OP.br,
  OP.brIf,
  OP.brTable,
  OP.return,
  OP.unreachable,
]);

/** Structure, not work: charging it made an interpreter's dispatch 24 times slower (measured). */
const FREE: ReadonlySet<number> = new Set([OP.block, OP.loop, OP.else, OP.end]);

/** Copies a function's instructions with a charge before each run of them. */
export function meterBlocks(
  writer: Writer,
  module: Uint8Array,
  { start, end, fuel, frame }: Body,
): void {
  for (let at = start; at < end;) {
    const { cost, next } = measureRun(module, at, end);
    if (cost > 0) writer.fillCharge(writer.putCharge(fuel), cost);
    copyRun(writer, module, { start: at, end: next, fuel, frame });
    at = next;
  }
}

function measureRun(
  module: Uint8Array,
  start: number,
  end: number,
): { cost: number; next: number } {
  let cost = 0;
  for (let at = start; at < end;) {
    const op = module[at] ?? 0;
    if (!FREE.has(op)) cost += op === OP.memoryGrow ? GROW_COST : 1;
    at = skipOperands(module, at);
    if (ENDS.has(op)) return { cost, next: at };
  }
  return { cost, next: end };
}

function copyRun(writer: Writer, module: Uint8Array, { start, end, fuel, frame }: Body): void {
  let copied = start;
  for (let at = start; at < end; at = skipOperands(module, at)) {
    const calls = frame > 0 && (module[at] === OP.call || module[at] === OP.callIndirect);
    if (!calls && !isBulk(module, at)) continue;
    writer.copy(module, copied, at);
    copied = at;
    if (!calls) {
      writer.putSizeCharge(fuel);
      continue;
    }
    // The caller pays and is paid back, so that no way out of the callee can be forgotten.
    copied = skipOperands(module, at);
    writer.putStackCharge(fuel, frame);
    writer.copy(module, at, copied);
    writer.putStackReturn(fuel, frame);
  }
  writer.copy(module, copied, end);
}

/** memory.init, memory.copy, memory.fill: one instruction that writes any number of bytes. */
function isBulk(module: Uint8Array, at: number): boolean {
  return module[at] === OP.long && [8, 10, 11].includes(module[at + 1] ?? 0);
}
