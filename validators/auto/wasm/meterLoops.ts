import { PoiwError } from '../../../core/errors.ts';
import { OP, skipOperands } from './wasmOperands.ts';
import type { Writer } from './wasmWriter.ts';

/** The instructions of one function, and the index of the fuel global. */
export interface Body {
  readonly start: number;
  readonly end: number;
  readonly fuel: number;
  /** Slots of stack each of its calls is charged while it lasts; 0: none are. */
  readonly frame: number;
}

/** Where a charge stands, and how many instructions it is for. */
interface Charge {
  readonly at: number;
  cost: number;
}

/** Copies a function's instructions with a charge at its start and at each loop's. */
export function meterLoops(writer: Writer, module: Uint8Array, { start, end, fuel }: Body): void {
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
