import {
  declarationOf,
  descendantsOf,
  nodeAt,
  spanOf,
  textAt,
  typeOf,
  type AstNode,
} from '../../solidity/ast.ts';
import type { Change, Rewrite } from '../rewrite.ts';
import { writesIn } from '../writesIn.ts';

/** `accounts[msg.sender]` named several times in a function is looked up once. */
export const storagePointers: Rewrite = {
  name: 'storage pointers',
  changes: ({ contract, source }) =>
    contract.functions.flatMap(({ node, parameters }) => {
      const body = nodeAt(node, 'body');
      if (body === undefined) return [];
      const written = writesIn(body);
      const fixed = new Set(parameters.map(({ id }) => id).filter((id) => !written.has(id)));
      return pointersIn(body, { fixed, source: Buffer.from(source, 'utf8') });
    }),
};

function pointersIn(
  body: AstNode,
  { fixed, source }: { fixed: ReadonlySet<number>; source: Buffer },
): Change[] {
  const places = new Map<string, AstNode[]>();
  for (const node of descendantsOf(body)) {
    if (!isStableElement(node, fixed)) continue;
    const { start, end } = spanOf(node);
    const text = source.subarray(start, end).toString();
    places.set(text, [...(places.get(text) ?? []), node]);
  }
  return [...places].flatMap(([text, nodes]): Change[] => {
    const [first] = nodes;
    if (first === undefined || nodes.length < 2) return [];
    const type = typeOf(first)
      .replace(/^struct /, '')
      .replace(/ storage ref$/, '');
    const name = `entry${first.id}`;
    const top = spanOf(body).start + 1;
    return [
      [
        { start: top, end: top, text: `\n        ${type} storage ${name} = ${text};` },
        ...nodes.map((node) => ({ ...spanOf(node), text: name })),
      ],
    ];
  });
}

/** An element of struct type under a key that is the same throughout the function. */
function isStableElement(node: AstNode, fixed: ReadonlySet<number>): boolean {
  if (node.nodeType !== 'IndexAccess' || !/^struct .* storage ref$/.test(typeOf(node)))
    return false;
  const [base, key] = [nodeAt(node, 'baseExpression'), nodeAt(node, 'indexExpression')];
  if (base?.nodeType !== 'Identifier' || key === undefined) return false;
  if (!typeOf(base).startsWith('mapping(')) return false;
  if (textAt(key, 'memberName') === 'sender') return true;
  return key.nodeType === 'Identifier' && fixed.has(declarationOf(key) ?? 0);
}
