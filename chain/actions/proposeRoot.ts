import type { Hex } from '../../core/contentId.ts';
import type { ChainClient, MinedTransaction } from '../chainClient.ts';
import { approveToken } from './approveToken.ts';

interface ProposeRootParams {
  readonly stream: Hex;
  readonly epoch: bigint;
  readonly root: Hex;
  /** wei owed by the root since the stream began */
  readonly total: bigint;
}

/** Proposes a root, with the bond that a false one loses. */
export async function proposeRoot(
  client: ChainClient,
  { stream, epoch, root, total }: ProposeRootParams,
): Promise<MinedTransaction & { readonly bond: bigint }> {
  const call = { contract: 'RewardDistributor', method: 'ROOT_BOND', args: [] } as const;
  const bond = (await client.read(call)) as bigint;
  await approveToken(client, { spender: client.addresses.rewardDistributor, amount: bond });
  const args = [stream, epoch, root, total];
  const mined = await client.send({ contract: 'RewardDistributor', method: 'proposeRoot', args });
  return { ...mined, bond };
}
