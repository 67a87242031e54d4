import { id } from 'ethers';
import type { Hex } from '../../core/contentId.ts';
import type { LocalChain } from './localChain.ts';
import { sendAs } from './sendAs.ts';

/** Has governance give somebody a role on a contract. */
export async function grantRole(
  chain: LocalChain,
  role: string,
  { on: to, to: account }: { readonly on: Hex; readonly to: string | undefined },
): Promise<void> {
  const data = chain.root.interfaces.StakeManager.encodeFunctionData('grantRole', [
    ...[id(role), account],
  ]);
  await sendAs(chain, chain.addresses.timelock, { to, data });
}
