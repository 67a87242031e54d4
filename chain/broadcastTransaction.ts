import { isError, type JsonRpcProvider, type Transaction } from 'ethers';
import { messageOf } from '../core/errors.ts';

/**
 * What a node made of a signed transaction. `nonce-taken`: another one with its nonce is in a
 * block. `underpriced`: it offers too little, or too little more than the one it replaces.
 */
export type BroadcastOutcome = 'accepted' | 'nonce-taken' | 'underpriced';

/**
 * Hands a signed transaction to the node. That it is known already, or even mined, is no failure.
 *
 * @throws whatever else the node or the way to it says
 */
export async function broadcastTransaction(
  provider: JsonRpcProvider,
  transaction: Transaction,
): Promise<BroadcastOutcome> {
  try {
    await provider.send('eth_sendRawTransaction', [transaction.serialized]);
    return 'accepted';
  } catch (error) {
    const text = `${messageOf(error)} ${JSON.stringify((error as { error?: unknown }).error ?? '')}`;
    if (/already known|already imported/i.test(text)) return 'accepted';
    if (isError(error, 'NONCE_EXPIRED') || /nonce too low/i.test(text)) {
      const receipt = await provider.getTransactionReceipt(transaction.hash ?? '');
      return receipt === null ? 'nonce-taken' : 'accepted';
    }
    if (/underpriced|less than block base fee|fee too low/i.test(text)) return 'underpriced';
    throw error;
  }
}
