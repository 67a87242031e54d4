import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { readEpoch } from './readEpoch.ts';

/** Credits seats of an ended epoch and returns or burns their bonds; any key may send it. */
export async function collectEpoch(
  client: ChainClient,
  { epoch, seats }: { readonly epoch: number; readonly seats: readonly number[] },
): Promise<MinedTransaction> {
  const { pays = [] } = await readEpoch(client, { epoch });
  const args = [epoch, [...seats], [...pays]];
  return client.send({ contract: 'TaskPayouts', method: 'collectEpoch', args });
}
