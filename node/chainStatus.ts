import { addressesByName } from '../chain/addresses.ts';
import { CONTRACT_NAMES } from '../chain/artifacts.ts';
import { chainTime } from '../chain/actions/chainTime.ts';
import { taskCount } from '../chain/actions/taskCount.ts';
import type { RpcState } from '../chain/rpcEndpoints.ts';
import { openNetwork, type NetworkChoice } from './openNetwork.ts';

export interface ChainStatus {
  readonly chainId: number;
  readonly head: number;
  /** Chain clock, unix seconds. */
  readonly timestamp: number;
  readonly tasks: string;
  readonly rpc: readonly RpcState[];
  /** Code hashes agree with the chain, or this would not have been reached. */
  readonly contracts: readonly { readonly name: string; readonly address: string }[];
}

/** @throws PoiwError E_CODE_MISMATCH, E_RPC_WRONG_CHAIN, E_RPC_UNREACHABLE, E_CONFIG */
export async function chainStatus(where: NetworkChoice, signal: AbortSignal): Promise<ChainStatus> {
  const { chain } = await openNetwork(where, { signal });
  try {
    const [{ timestamp }, tasks, rpc, head] = await Promise.all([
      chainTime(chain),
      taskCount(chain),
      chain.provider.endpoints.states(),
      chain.provider.getBlockNumber(),
    ]);
    const addresses = addressesByName(chain.addresses);
    const contracts = CONTRACT_NAMES.map((name) => ({ name, address: addresses[name] }));
    const { chainId } = chain.addresses;
    return { chainId, head, timestamp, tasks: tasks.toString(), rpc, contracts };
  } finally {
    chain.close();
  }
}
