import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Lets `spender` take `amount` wei of the client's tokens. */
export function approveToken(
  client: ChainClient,
  { spender, amount }: { readonly spender: Hex; readonly amount: bigint },
): Promise<MinedTransaction> {
  return client.send({ contract: 'PoIWToken', method: 'approve', args: [spender, amount] });
}
