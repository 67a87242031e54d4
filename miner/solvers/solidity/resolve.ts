import { declarationOf, nodeAt, nodesAt, textAt, type AstNode } from './ast.ts';

/** Expressions behind names: arguments of helpers, first values of locals. */
export type Bindings = ReadonlyMap<number, AstNode>;

/** What a name or conversion stands for, and whether that is the caller. */
export function resolve(
  expression: AstNode,
  bindings: Bindings,
): { readonly resolved: AstNode; readonly isSender: boolean } {
  let node = expression;
  for (let hops = 0; hops < 16; hops += 1) {
    const [inner] = nodesAt(node, 'arguments');
    if (textAt(node, 'kind') === 'typeConversion' && inner !== undefined) {
      node = inner;
      continue;
    }
    const bound =
      node.nodeType === 'Identifier' ? bindings.get(declarationOf(node) ?? 0) : undefined;
    if (bound === undefined) break;
    node = bound;
  }
  return { resolved: node, isSender: isMessageSender(node) };
}

function isMessageSender(node: AstNode): boolean {
  const inner = nodeAt(node, 'expression');
  if (inner === undefined) return false;
  if (node.nodeType === 'MemberAccess') {
    return textAt(node, 'memberName') === 'sender' && textAt(inner, 'name') === 'msg';
  }
  return node.nodeType === 'FunctionCall' && textAt(inner, 'name') === '_msgSender';
}
