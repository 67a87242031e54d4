import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction, TransactionReceipt } from 'ethers';
import { PoiwError } from '../core/errors.ts';
import { broadcastTransaction } from './broadcastTransaction.ts';
import { contractError } from './contractError.ts';
import type { SenderComponents } from './sendTransaction.ts';

const POLL_MS = 150;
const MINED_WITHIN_MS = 120_000;
/** A transaction that a node dropped is sent again; the same bytes can only be mined once. */
const REBROADCAST_MS = 5_000;

/**
 * Waits for a transaction's receipt, whatever the transaction did.
 *
 * @throws PoiwError E_TIMEOUT (retryable)
 */
export async function waitMined(
  { provider, interfaces, signal }: SenderComponents,
  transaction: Transaction,
): Promise<TransactionReceipt> {
  const start = Date.now();
  let sentAt = start;
  while (Date.now() - start < MINED_WITHIN_MS) {
    try {
      const receipt = await provider.getTransactionReceipt(transaction.hash ?? '');
      if (receipt !== null) return receipt;
      if (Date.now() - sentAt > REBROADCAST_MS) {
        sentAt = Date.now();
        await broadcastTransaction(provider, transaction);
      }
    } catch (error) {
      const failure = contractError(error, interfaces, 'waiting for a transaction');
      if (!(failure instanceof PoiwError) || !failure.retryable) throw failure;
    }
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
  throw new PoiwError('E_TIMEOUT', `transaction ${transaction.hash ?? ''} was not mined in time`, {
    retryable: true,
    hint: 'the chain may be stopped or its fees may have risen; the transaction can still be mined',
    details: { hash: transaction.hash, nonce: transaction.nonce },
  });
}
