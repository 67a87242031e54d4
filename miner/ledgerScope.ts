import type { ChainClient } from '../chain/chainClient.ts';

/** Which chain and contract a ledger's task numbers are of. */
export function ledgerScope(chain: ChainClient): string {
  const { chainId, contract } = chain.domainOf('TaskManager');
  return `${chainId.toString()}:${contract.toLowerCase()}`;
}

/** What a model's calls for a task are booked on: task numbers alone say nothing across chains. */
export function taskAccount(scope: string, taskId: bigint | string): string {
  return `${scope}/${taskId}`;
}
