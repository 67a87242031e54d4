import { descendantsOf, nodeAt, spanOf, textAt, type AstNode } from '../../solidity/ast.ts';
import type { StateVariable } from '../../solidity/codeModel.ts';
import type { Rewrite, Subject } from '../rewrite.ts';
import { writesIn } from '../writesIn.ts';

const VALUE = /^(u?int\d*|bool|address( payable)?|bytes\d+|enum .*|contract .*)$/;

/** State that nothing reassigns becomes a constant or, when the constructor sets it, immutable. */
export const fixedVariables: Rewrite = {
  name: 'constants and immutables',
  changes: (subject) =>
    subject.contract.variables
      .filter(({ isMutable, type }) => isMutable && VALUE.test(type))
      .flatMap((variable) => {
        const keyword = keywordFor(subject, variable);
        const at = nameOffset(variable.node);
        if (keyword === undefined || at === undefined) return [];
        return [[{ start: at, end: at, text: `${keyword} ` }]];
      }),
};

function keywordFor(
  { contract }: Subject,
  { id, node }: StateVariable,
): 'constant' | 'immutable' | undefined {
  const bodies = contract.functions.filter(({ node: one }) => writesIn(one).has(id));
  const value = nodeAt(node, 'value');
  if (bodies.some(({ isConstructor }) => !isConstructor)) return undefined;
  if ([...descendantsOf(contract.node)].some(({ nodeType }) => nodeType === 'InlineAssembly')) {
    return undefined;
  }
  if (bodies.length > 0) return 'immutable';
  return value !== undefined && value['isPure'] === true ? 'constant' : undefined;
}

function nameOffset(node: AstNode): number | undefined {
  const start = Number(textAt(node, 'nameLocation').split(':')[0]);
  return start > spanOf(node).start ? start : undefined;
}
