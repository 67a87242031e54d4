import { declarationOf, descendantsOf, spanOf } from '../../solidity/ast.ts';
import { leavesBody } from '../leavesBody.ts';
import type { Change, Rewrite, Subject } from '../rewrite.ts';
import { writesIn } from '../writesIn.ts';
import { endOf, loopsOf } from './loops.ts';

const NUMBER = /^(u?int\d*|bool|address|bytes\d+)$/;

/**
 * A plain state variable that a loop uses lives in a local meanwhile. Only where nobody can look at
 * it in between: no calls, no return; a revert undoes both alike.
 */
export const loopLocals: Rewrite = {
  name: 'loop locals',
  changes: (subject) =>
    loopsOf(subject)
      .filter((loop) => !leavesBody(loop))
      .flatMap((loop) => changesOf(subject, loop)),
};

function changesOf({ contract }: Subject, loop: ReturnType<typeof loopsOf>[number]): Change[] {
  const written = writesIn(loop);
  return contract.variables
    .filter(({ isMutable, type }) => isMutable && NUMBER.test(type))
    .flatMap((variable) => {
      const uses = [...descendantsOf(loop)].filter(
        (node) => node.nodeType === 'Identifier' && declarationOf(node) === variable.id,
      );
      if (uses.length === 0) return [];
      const local = `${variable.name}${loop.id}`;
      const { start } = spanOf(loop);
      const end = endOf(loop);
      const load = `${variable.type} ${local} = ${variable.name};\n        `;
      const store = `\n        ${variable.name} = ${local};`;
      return [
        [
          { start, end: start, text: load },
          ...uses.map((node) => ({ ...spanOf(node), text: local })),
          ...(written.has(variable.id) ? [{ start: end, end, text: store }] : []),
        ],
      ];
    });
}
