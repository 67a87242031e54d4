import type { Hex } from '../../core/contentId.ts';
import type { ChainClient } from '../chainClient.ts';

/** wei that `spender` may take from the owner, by default the client's key. */
export async function tokenAllowance(
  client: ChainClient,
  { spender, owner = client.address }: { readonly spender: Hex; readonly owner?: Hex | undefined },
): Promise<bigint> {
  if (owner === undefined) return 0n;
  const call = { contract: 'PoIWToken', method: 'allowance', args: [owner, spender] } as const;
  return (await client.read(call)) as bigint;
}
