import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { eventOf } from '../eventOf.ts';

/** Pays out everything `to` is owed, to `to`; any key may send it. `amount` is wei. */
export async function claimReward(
  client: ChainClient,
  { to }: { readonly to: Hex },
): Promise<MinedTransaction & { readonly amount: bigint }> {
  const mined = await client.send({ contract: 'RewardDistributor', method: 'claim', args: [to] });
  return { ...mined, amount: BigInt(eventOf(mined, 'Claimed').args['amount'] as string) };
}
