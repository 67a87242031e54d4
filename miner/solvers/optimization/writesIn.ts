import {
  declarationOf,
  descendantsOf,
  nodeAt,
  nodesAt,
  textAt,
  type AstNode,
} from '../solidity/ast.ts';

/** Declarations assigned, incremented, deleted, pushed to or popped from below a node. */
export function writesIn(node: AstNode): ReadonlySet<number> {
  return new Set([...descendantsOf(node)].flatMap(targetsOf).flatMap(rootOf));
}

function targetsOf(node: AstNode): AstNode[] {
  if (node.nodeType === 'Assignment') {
    const left = nodeAt(node, 'leftHandSide');
    if (left === undefined) return [];
    return left.nodeType === 'TupleExpression' ? nodesAt(left, 'components') : [left];
  }
  if (node.nodeType === 'UnaryOperation' && textAt(node, 'operator') !== '!') {
    return [nodeAt(node, 'subExpression')].filter((one) => one !== undefined);
  }
  if (node.nodeType === 'MemberAccess' && ['push', 'pop'].includes(textAt(node, 'memberName'))) {
    return [nodeAt(node, 'expression')].filter((one) => one !== undefined);
  }
  return [];
}

/** The name an element or member belongs to. */
function rootOf(target: AstNode): number[] {
  const inner = nodeAt(target, 'baseExpression') ?? nodeAt(target, 'expression');
  if (inner !== undefined) return rootOf(inner);
  const declared = declarationOf(target);
  return declared === undefined ? [] : [declared];
}
