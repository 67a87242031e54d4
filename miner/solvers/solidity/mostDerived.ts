import { nodeAt, nodesAt, textAt, typeOf, type AstNode } from './ast.ts';
import type { ContractModel } from './codeModel.ts';

/** The function an internal call reaches in a contract: an override wins unless `super` is named. */
export function mostDerived(
  { functions, node: contract }: ContractModel,
  declared: AstNode,
  callee: AstNode,
): AstNode {
  const lineage = contract['linearizedBaseContracts'] as readonly number[];
  const inherited = lineage.includes(declared['scope'] as number);
  if (!inherited || callee.nodeType !== 'Identifier') return declared;
  const key = keyOf(declared);
  return functions.find(({ node }) => keyOf(node) === key)?.node ?? declared;
}

/** `using L for T` passes the receiver as the first argument. */
export function takesReceiver(declared: AstNode, given: number): boolean {
  return parametersOf(declared).length === given + 1;
}

function keyOf(node: AstNode): string {
  return `${textAt(node, 'name')}(${parametersOf(node).map(typeOf).join(',')})`;
}

function parametersOf(node: AstNode): AstNode[] {
  const list = nodeAt(node, 'parameters');
  return list === undefined ? [] : nodesAt(list, 'parameters');
}
