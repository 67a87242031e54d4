import type { Hex } from '../../core/contentId.ts';
import type { PayBooks } from '../../core/economy/payBooks.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';

interface PostEpochParams extends Pick<PayBooks, 'data'> {
  readonly stream: Hex;
  readonly epoch: bigint;
}

/** Fixes what an epoch's votes say; the client's key holds the role EPOCHS. */
export function postEpoch(
  client: ChainClient,
  { stream, epoch, data }: PostEpochParams,
): Promise<MinedTransaction> {
  return client.send({
    contract: 'RewardDistributor',
    method: 'postEpoch',
    args: [stream, epoch, data],
  });
}
