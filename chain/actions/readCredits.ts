import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';

/** wei an address can claim. */
export async function readCredits(
  client: ChainClient,
  { address }: { readonly address: Hex },
): Promise<bigint> {
  const call = { contract: 'RewardDistributor', method: 'credits', args: [address] } as const;
  return (await client.read(call)) as bigint;
}
