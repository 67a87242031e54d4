import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { eventOf } from '../eventOf.ts';

/** Pays what was asked back out to the owner, once the cool-down is over. `amount` is wei. */
export async function withdrawStake(
  client: ChainClient,
  { memberId }: { readonly memberId: number },
): Promise<MinedTransaction & { readonly amount: bigint }> {
  const args = [memberId];
  const mined = await client.send({ contract: 'StakeManager', method: 'withdraw', args });
  return { ...mined, amount: BigInt(eventOf(mined, 'Withdrawn').args['amount'] as string) };
}
