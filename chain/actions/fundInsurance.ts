import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { approveToken } from './approveToken.ts';

/** Adds to what pays experts when an unopposed appeal was right. @param amount wei */
export async function fundInsurance(
  client: ChainClient,
  { amount }: { readonly amount: bigint },
): Promise<MinedTransaction> {
  await approveToken(client, { spender: client.addresses.disputeCourt, amount });
  return client.send({ contract: 'DisputeCourt', method: 'fundInsurance', args: [amount] });
}
