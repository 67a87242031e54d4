import { nodeAt, nodesAt, spanOf } from '../../solidity/ast.ts';
import type { Patch } from './patch.ts';

const LOCK = `
    bool private _busy;

    modifier whileIdle() {
        require(!_busy, "busy");
        _busy = true;
        _;
        _busy = false;
    }
`;

/**
 * Locks the functions that pay out while they run. The new variable goes last, so that the storage
 * of everything else stays where it is; a contract that others inherit from is left alone.
 */
export const lockFunction: Patch = ({ contract, function: target }, source) => {
  const body = nodeAt(target.node, 'body');
  const ownFunction = nodesAt(contract.node, 'nodes').includes(target.node);
  if (body === undefined || contract.isBase || !ownFunction || source.includes('whileIdle')) {
    return undefined;
  }
  const open = spanOf(body).start;
  const close = spanOf(contract.node).end - 1;
  return [
    { start: open, end: open, text: 'whileIdle ' },
    { start: close, end: close, text: LOCK },
  ];
};
