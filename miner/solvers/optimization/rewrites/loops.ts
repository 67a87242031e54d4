import { descendantsOf, nodeAt, nodesAt, spanOf, type AstNode } from '../../solidity/ast.ts';
import type { Subject } from '../rewrite.ts';

/** Loops that stand in a block, so that a statement can be put before and after them. */
export function loopsOf({ contract }: Subject): AstNode[] {
  return contract.functions
    .flatMap(({ node }) => [...descendantsOf(node)])
    .filter(({ nodeType }) => nodeType === 'Block' || nodeType === 'UncheckedBlock')
    .flatMap((block) => nodesAt(block, 'statements'))
    .filter(({ nodeType }) => nodeType === 'ForStatement');
}

/** End of a loop, braces included. */
export function endOf(loop: AstNode): number {
  return spanOf(nodeAt(loop, 'body') ?? loop).end;
}
