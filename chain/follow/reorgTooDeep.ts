import { PoiwError } from '../../core/errors.ts';

const HINT =
  'what was told of the replaced blocks can no longer be taken back: forget it, delete the cursor and follow again from the block of the deployment';

/** A block was replaced that counted as final, or every block that is remembered. */
export function reorgTooDeep(replaced: number, tip: number): PoiwError {
  return new PoiwError(
    'E_REORG_TOO_DEEP',
    `the chain replaced its blocks from ${replaced} or below to ${tip}: deeper than is followed back`,
    { hint: HINT, details: { replaced, tip } },
  );
}

/** The chain ends far below what was followed. */
export function chainTooShort(tip: number, head: number): PoiwError {
  return new PoiwError(
    'E_REORG_TOO_DEEP',
    `the chain ends at block ${head}, and was followed to ${tip}`,
    {
      hint: `the chain was reset, or this RPC lags far behind: name another RPC, or ${HINT}`,
      details: { head, tip },
    },
  );
}
