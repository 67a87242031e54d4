import type { ChainClient } from '../../chain/chainClient.ts';

/** Which chain and contract a ledger's task numbers are of. */
export function ledgerScope(chain: ChainClient): string {
  const { chainId, contract } = chain.domainOf('TaskManager');
  return `${chainId.toString()}:${contract.toLowerCase()}`;
}
