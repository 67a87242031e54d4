import { nodeAt, nodesAt, spanOf, textAt } from '../../solidity/ast.ts';
import { writesIn } from '../writesIn.ts';
import type { Rewrite } from '../rewrite.ts';

/** Arguments that are only read stay in calldata. */
export const calldataParameters: Rewrite = {
  name: 'calldata parameters',
  changes: ({ contract, source }) =>
    contract.functions
      .filter(({ isEntry, node }) => isEntry && textAt(node, 'visibility') === 'external')
      .flatMap(({ node }) => {
        const body = nodeAt(node, 'body');
        const list = nodeAt(node, 'parameters');
        if (body === undefined || list === undefined) return [];
        const written = writesIn(body);
        return nodesAt(list, 'parameters')
          .filter((one) => textAt(one, 'storageLocation') === 'memory' && !written.has(one.id))
          .flatMap((one) => {
            const { start, end } = spanOf(one);
            const text = Buffer.from(source, 'utf8').subarray(start, end).toString();
            const at = text.search(/\bmemory\b/);
            if (at < 0) return [];
            const from = start + Buffer.byteLength(text.slice(0, at));
            return [[{ start: from, end: from + 'memory'.length, text: 'calldata' }]];
          });
      }),
};
