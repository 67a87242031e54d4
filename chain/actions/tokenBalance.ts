import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';

/** wei of tokens an address holds. */
export async function tokenBalance(
  client: ChainClient,
  { address }: { readonly address: Hex },
): Promise<bigint> {
  const call = { contract: 'PoIWToken', method: 'balanceOf', args: [address] } as const;
  return (await client.read(call)) as bigint;
}
