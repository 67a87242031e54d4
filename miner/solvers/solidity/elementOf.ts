import { declarationOf, nodeAt, textAt, type AstNode } from './ast.ts';
import type { CodeModel, StateVariable } from './codeModel.ts';
import type { Bindings } from './resolve.ts';

/** The state variable an expression lies in, through storage references, and the keys on the way. */
export function elementOf(
  model: CodeModel,
  target: AstNode,
  bindings: Bindings,
): { variable: StateVariable; keys: AstNode[] } | undefined {
  const keys: AstNode[] = [];
  let node: AstNode | undefined = target;
  for (let hops = 0; node !== undefined && hops < 16; hops += 1) {
    if (node.nodeType === 'IndexAccess') {
      const key = nodeAt(node, 'indexExpression');
      if (key !== undefined) keys.unshift(key);
      node = nodeAt(node, 'baseExpression');
    } else if (node.nodeType === 'MemberAccess') {
      node = nodeAt(node, 'expression');
    } else if (node.nodeType === 'Identifier') {
      const declared: number = declarationOf(node) ?? 0;
      const variable = model.variables.get(declared);
      if (variable !== undefined) return { variable, keys };
      const local = model.nodes.get(declared);
      if (local === undefined || textAt(local, 'storageLocation') !== 'storage') return undefined;
      node = bindings.get(declared);
    } else {
      return undefined;
    }
  }
  return undefined;
}
