import {
  declarationOf,
  descendantsOf,
  nodeAt,
  nodesAt,
  textAt,
  typeOf,
  type AstNode,
} from './ast.ts';
import type { CodeModel, StateVariable } from './codeModel.ts';
import { resolve, type Bindings } from './resolve.ts';

/**
 * Whether a condition asks who the caller is (`msg.sender == owner`, `isKeeper[msg.sender]`,
 * `hasRole(ROLE, msg.sender)`), and the state that holds the answer. A comparison of amounts that
 * belong to the caller is none.
 */
export function readAuthority(
  model: CodeModel,
  condition: AstNode,
  bindings: Bindings,
): { readonly asked: boolean; readonly variables: readonly StateVariable[] } {
  const isSender = (node: AstNode | undefined) =>
    node !== undefined && resolve(node, bindings).isSender;
  const sources: AstNode[] = [];
  for (const node of descendantsOf(condition)) {
    if (node.nodeType === 'BinaryOperation' && ['==', '!='].includes(textAt(node, 'operator'))) {
      const [left, right] = [nodeAt(node, 'leftExpression'), nodeAt(node, 'rightExpression')];
      if (isSender(left) && right !== undefined) sources.push(right);
      else if (isSender(right) && left !== undefined) sources.push(left);
    }
    if (typeOf(node) !== 'bool') continue;
    const base = nodeAt(node, 'baseExpression');
    if (base !== undefined && isSender(nodeAt(node, 'indexExpression'))) sources.push(base);
    if (node.nodeType === 'FunctionCall' && nodesAt(node, 'arguments').some(isSender)) {
      sources.push(node);
    }
  }
  const real = sources.filter((node) => !isOrigin(node));
  return {
    asked: real.length > 0,
    variables: [...new Set(real.flatMap((node) => stateBehind(model, node, bindings)))],
  };
}

/** `msg.sender == tx.origin` asks what kind of caller it is, not who. */
function isOrigin(node: AstNode): boolean {
  return textAt(node, 'memberName') === 'origin';
}

function stateBehind(model: CodeModel, node: AstNode, bindings: Bindings): StateVariable[] {
  const { resolved } = resolve(node, bindings);
  return [...descendantsOf(resolved)].flatMap((one) => {
    const declared = declarationOf(one) ?? 0;
    const variable = model.variables.get(declared);
    if (variable !== undefined) return [variable];
    const callee = model.nodes.get(declared);
    const body = callee?.nodeType === 'FunctionDefinition' ? nodeAt(callee, 'body') : undefined;
    if (body === undefined) return [];
    return [...descendantsOf(body)].flatMap(
      (inner) => model.variables.get(declarationOf(inner) ?? 0) ?? [],
    );
  });
}
