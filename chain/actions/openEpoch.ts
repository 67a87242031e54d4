import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { eventOf } from '../eventOf.ts';

/** Gathers verified tasks of the epoch lane for one panel; any key may send it. */
export async function openEpoch(
  client: ChainClient,
  { taskIds }: { readonly taskIds: readonly bigint[] },
): Promise<MinedTransaction & { readonly epoch: number }> {
  const args = [[...taskIds]];
  const mined = await client.send({ contract: 'VoteModule', method: 'openEpoch', args });
  return { ...mined, epoch: Number(eventOf(mined, 'EpochOpened').args['epoch']) };
}
