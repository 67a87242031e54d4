import type { JsonRpcProvider, TransactionReceipt } from 'ethers';
import { PoiwError } from '../core/errors.ts';
import type { TransactionRecord } from '../core/transactionJournal.ts';
import { contractError, type Interfaces } from './contractError.ts';
import { lastOf, type Flight } from './flight.ts';

/** Nodes want more for it than it may offer. */
export function underpriced({ what, record }: Flight): PoiwError {
  return new PoiwError('E_CHAIN_REJECTED', `${what}: no node takes it at the highest fee allowed`, {
    retryable: true,
    hint: 'fees are high now: try again later, or allow a higher fee',
    details: { name: 'Underpriced', args: { nonce: record.nonce } },
  });
}

/** Another program keeps using the key's nonces. */
export function nonceTaken({ what, record }: Flight, sender: string): PoiwError {
  return new PoiwError('E_CHAIN_REJECTED', `${what}: another program sends with key ${sender}`, {
    retryable: true,
    hint: 'run one daemon per key',
    details: { name: 'NonceTaken', args: { nonce: record.nonce } },
  });
}

/** A call that passed the estimate but failed in its block: run it again to hear why. */
export async function revertReason(
  provider: JsonRpcProvider,
  interfaces: Interfaces,
  flight: Flight,
  receipt: TransactionReceipt,
): Promise<unknown> {
  const { from, to, data } = lastOf(flight);
  try {
    await provider.call({ from, to, data, blockTag: receipt.blockNumber });
  } catch (error) {
    return contractError(error, interfaces, flight.what);
  }
  const where = `block ${receipt.blockNumber}`;
  return new PoiwError('E_CHAIN_REJECTED', `${flight.what} was refused in ${where}`, {
    retryable: true,
    hint: 'the state changed between sending and mining: look at the task and try again',
    details: { hash: receipt.hash, name: 'unknown', args: {} },
  });
}

/**
 * A journal that remembers blocks far above the chain's end is of another chain with the same id,
 * as after a local chain was reset: its nonces would never fit.
 *
 * @throws PoiwError E_RPC_WRONG_CHAIN
 */
export async function requireSameChain(
  provider: JsonRpcProvider,
  records: readonly TransactionRecord[],
  depth: number,
): Promise<void> {
  const known = Math.max(0, ...records.map(({ mined }) => mined?.blockNumber ?? 0));
  if (known === 0) return;
  const head = await provider.getBlockNumber();
  if (known <= head + depth) return;
  throw new PoiwError(
    'E_RPC_WRONG_CHAIN',
    `the journal knows block ${known}, the chain ends at ${head}`,
    {
      hint: 'the chain was reset or this RPC lags far behind: give the daemon a new data folder, or another RPC',
      details: { known, head },
    },
  );
}
