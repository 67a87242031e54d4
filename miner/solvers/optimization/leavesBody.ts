import { descendantsOf, nodeAt, textAt, type AstNode } from '../solidity/ast.ts';

/**
 * Whether control may leave a piece of code other than by finishing or reverting. While it cannot,
 * nobody sees state in between.
 */
export function leavesBody(body: AstNode): boolean {
  return callsOut(body) || [...descendantsOf(body)].some(({ nodeType }) => nodeType === 'Return');
}

const OUTSIDE = new Set([
  'FunctionCallOptions',
  'InlineAssembly',
  'NewExpression',
  'PlaceholderStatement',
  'TryStatement',
]);

/** Whether a piece of code runs any function that is not written in it. */
export function callsOut(body: AstNode): boolean {
  const nodes = [...descendantsOf(body)];
  const announced = new Set(
    nodes.flatMap((node) => nodeAt(node, 'eventCall') ?? nodeAt(node, 'errorCall') ?? []),
  );
  return nodes.some(
    (node) =>
      OUTSIDE.has(node.nodeType) ||
      (node.nodeType === 'FunctionCall' && !announced.has(node) && !isHarmless(node)),
  );
}

/** Checks and type conversions touch no state. */
function isHarmless(call: AstNode): boolean {
  if (textAt(call, 'kind') !== 'functionCall') return true;
  const callee = nodeAt(call, 'expression');
  return callee !== undefined && ['require', 'assert'].includes(textAt(callee, 'name'));
}
