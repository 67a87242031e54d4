import type { Hex } from '../../core/contentId.ts';
import type { LocalChain } from './localChain.ts';

/** Sends a call in a contract's own name, as only a local chain allows, and waits until it is mined. */
export async function sendAs(
  chain: LocalChain,
  from: Hex,
  { to, data }: { readonly to: Hex; readonly data: string },
): Promise<void> {
  await chain.rpc('anvil_impersonateAccount', [from]);
  await chain.rpc('anvil_setBalance', [from, `0x${(10n ** 18n).toString(16)}`]);
  const hash = String(await chain.rpc('eth_sendTransaction', [{ from, to, data }]));
  // Whoever builds on it could be mined first, in the same block, for a higher fee.
  const receipt = await chain.root.provider.waitForTransaction(hash);
  if (receipt?.status !== 1) throw new Error(`${from} cannot call ${to}`);
}
