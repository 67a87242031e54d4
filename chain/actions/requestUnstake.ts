import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { eventOf } from '../eventOf.ts';

/** Asks `amount` wei back; the client's key is the member's owner. `readyAt` is unix seconds. */
export async function requestUnstake(
  client: ChainClient,
  { memberId, amount }: { readonly memberId: number; readonly amount: bigint },
): Promise<MinedTransaction & { readonly readyAt: number }> {
  const args = [memberId, amount];
  const mined = await client.send({ contract: 'StakeManager', method: 'requestUnstake', args });
  return { ...mined, readyAt: Number(eventOf(mined, 'UnstakeRequested').args['readyAt']) };
}
