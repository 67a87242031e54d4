import { isError, type JsonRpcProvider, type Transaction } from 'ethers';
import { messageOf } from '../core/errors.ts';

/**
 * Hands a signed transaction to the node. That it is known already is no failure.
 *
 * @returns false when another transaction took the nonce
 */
export async function broadcastTransaction(
  provider: JsonRpcProvider,
  transaction: Transaction,
): Promise<boolean> {
  try {
    await provider.send('eth_sendRawTransaction', [transaction.serialized]);
    return true;
  } catch (error) {
    const text = `${messageOf(error)} ${JSON.stringify((error as { error?: unknown }).error ?? '')}`;
    if (/already known|already imported/i.test(text)) return true;
    if (isError(error, 'NONCE_EXPIRED') || /nonce too low/i.test(text)) {
      return (await provider.getTransactionReceipt(transaction.hash ?? '')) !== null;
    }
    throw error;
  }
}
