import type { ChainClient } from '../chainClient.ts';
import { rpcUnreachable } from '../rpcUnreachable.ts';

export interface ChainTime {
  /** Unix seconds of the latest block: the only clock phases know. */
  readonly timestamp: number;
  readonly blockNumber: number;
}

/** @throws PoiwError E_RPC_UNREACHABLE */
export async function chainTime(client: ChainClient): Promise<ChainTime> {
  const block = await client.provider.getBlock('latest').catch((error: unknown) => {
    throw rpcUnreachable(error);
  });
  if (block === null) throw rpcUnreachable(new Error('no latest block'));
  return { timestamp: block.timestamp, blockNumber: block.number };
}
