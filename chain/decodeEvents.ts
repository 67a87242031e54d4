import type { Log } from 'ethers';
import { addressesByName, type Addresses } from './addresses.ts';
import type { ContractName } from './artifacts.ts';
import type { ChainEvent } from './chainClient.ts';
import type { Interfaces } from './contractError.ts';
import { jsonSafeArgs } from './jsonSafe.ts';

/** The events of our contracts among some logs, in order; others are left out. */
export function decodeEvents(
  logs: readonly Log[],
  addresses: Addresses,
  interfaces: Interfaces,
): ChainEvent[] {
  const names = new Map(
    Object.entries(addressesByName(addresses)).map(([name, address]) => [
      address.toLowerCase(),
      name as ContractName,
    ]),
  );
  return logs.flatMap((log) => {
    const contract = names.get(log.address.toLowerCase());
    const parsed = contract === undefined ? null : interfaces[contract].parseLog(log);
    if (contract === undefined || parsed === null) return [];
    const args = jsonSafeArgs(parsed.args, parsed.fragment.inputs);
    return [{ contract, name: parsed.name, args }];
  });
}
