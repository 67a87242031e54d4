import { id } from 'ethers';
import type { Hex } from '../../core/contentId.ts';
import type { LocalChain } from './localChain.ts';

/** Has governance give somebody a role on a contract. */
export async function grantRole(
  chain: LocalChain,
  role: string,
  { on: to, to: account }: { readonly on: Hex; readonly to: string | undefined },
): Promise<void> {
  const { timelock: from } = chain.addresses;
  await chain.rpc('anvil_impersonateAccount', [from]);
  await chain.rpc('anvil_setBalance', [from, `0x${(10n ** 18n).toString(16)}`]);
  const data = chain.root.interfaces.StakeManager.encodeFunctionData('grantRole', [
    ...[id(role), account],
  ]);
  await chain.rpc('eth_sendTransaction', [{ from, to, data }]);
}
