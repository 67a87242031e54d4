import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

/** Sends `amount` wei of tokens. */
export function transferToken(
  client: ChainClient,
  { to, amount }: { readonly to: Hex; readonly amount: bigint },
): Promise<MinedTransaction> {
  return client.send({ contract: 'PoIWToken', method: 'transfer', args: [to, amount] });
}
