import { descendantsOf, spanOf } from '../../solidity/ast.ts';
import type { Patch } from './patch.ts';

const KEYWORD = 'unchecked';

/** Turns the unchecked block around the subtraction into a plain one, which reverts. */
export const checkArithmetic: Patch = ({ contract, node }, source) => {
  const place = spanOf(node);
  const blocks = [...descendantsOf(contract.node)].filter((one) => {
    const { start, end } = spanOf(one);
    return one.nodeType === 'UncheckedBlock' && start <= place.start && place.end <= end;
  });
  const block = blocks.at(-1);
  if (block === undefined) return undefined;
  const { start } = spanOf(block);
  const bytes = Buffer.from(source, 'utf8').subarray(start, start + KEYWORD.length);
  if (bytes.toString() !== KEYWORD) return undefined;
  return [{ start, end: start + KEYWORD.length + 1, text: '' }];
};
