import { AbiCoder } from 'ethers';
import type { Hex } from '../../../core/contentId.ts';
import type { AssetHoldings } from './simulation.ts';
import { ATTACKERS, POC } from './attackNames.ts';
import { addressOf, type Names } from './encodeArguments.ts';

/**
 * What everyone holds: ETH, then each token. An unreadable balance counts as nothing.
 *
 * @param owned addresses the attacker has the say over; together they are one holder, so that
 * moving money between them is neither profit nor harm
 */
export async function measureHoldings(
  names: Names,
  tokens: readonly string[],
  owned: ReadonlySet<Hex>,
): Promise<AssetHoldings[]> {
  const others = [...names.addresses].filter(
    ([name, address]) => name !== POC && !ATTACKERS.includes(name) && !owned.has(address),
  );
  const holdings: AssetHoldings[] = [];
  for (const asset of ['eth', ...tokens]) {
    let attacker = 0n;
    for (const address of owned) attacker += await balanceOf(names, asset, address);
    const rest: [string, string][] = [];
    for (const [name, address] of others) {
      rest.push([name, (await balanceOf(names, asset, address)).toString()]);
    }
    holdings.push({ asset, attacker: attacker.toString(), others: Object.fromEntries(rest) });
  }
  return holdings;
}

async function balanceOf(names: Names, asset: string, holder: Hex): Promise<bigint> {
  if (asset === 'eth') return names.chain.balanceOf(holder);
  const argument = AbiCoder.defaultAbiCoder().encode(['address'], [holder]).slice(2);
  const word = await names.chain.read(addressOf(names, asset), `0x70a08231${argument}`);
  return word === undefined || word.length < 66 ? 0n : BigInt(word.slice(0, 66));
}
