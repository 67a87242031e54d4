import { declarationOf, nodeAt, spanOf, textAt, typeOf } from '../../solidity/ast.ts';
import { callsOut } from '../leavesBody.ts';
import type { Rewrite } from '../rewrite.ts';
import { writesIn } from '../writesIn.ts';
import { loopsOf } from './loops.ts';

/** `i < items.length` reads the length once, where the loop cannot change it. */
export const cachedLengths: Rewrite = {
  name: 'cached lengths',
  changes: (subject) =>
    loopsOf(subject).flatMap((loop) => {
      const condition = nodeAt(loop, 'condition');
      const body = nodeAt(loop, 'body');
      const length = condition && nodeAt(condition, 'rightExpression');
      const list = length && nodeAt(length, 'expression');
      if (body === undefined || length === undefined || list?.nodeType !== 'Identifier') return [];
      if (textAt(length, 'memberName') !== 'length') return [];
      const fixed = !typeOf(list).endsWith('storage ref') || !callsOut(body);
      if (!fixed || writesIn(body).has(declarationOf(list) ?? 0)) return [];
      const name = `${textAt(list, 'name')}Length${loop.id}`;
      const { start } = spanOf(loop);
      const place = spanOf(length);
      return [
        [
          {
            start,
            end: start,
            text: `uint256 ${name} = ${textAt(list, 'name')}.length;\n        `,
          },
          { ...place, text: name },
        ],
      ];
    }),
};
