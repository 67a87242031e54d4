import type { ChainClient } from '../chainClient.ts';
import { approveToken } from './approveToken.ts';
import { tokenAllowance } from './tokenAllowance.ts';

/**
 * Lets the court take a multiple of what a tier costs.
 *
 * @returns wei it may take
 */
export async function payCourt(
  client: ChainClient,
  { tier, times }: { readonly tier: number; readonly times: bigint },
): Promise<bigint> {
  const call = { contract: 'DisputeCourt', method: 'costOf', args: [tier] } as const;
  const amount = times * ((await client.read(call)) as bigint);
  const spender = client.addresses.disputeCourt;
  if ((await tokenAllowance(client, { spender })) < amount) {
    await approveToken(client, { spender, amount });
  }
  return amount;
}
