import type { ChainClient } from '../chain/chainClient.ts';
import { createChainClient } from '../chain/createChainClient.ts';
import type { BlobStore } from '../core/blobStore.ts';
import type { Hex } from '../core/contentId.ts';
import type { Log } from '../core/service.ts';
import type { TransactionJournal } from '../core/transactionJournal.ts';
import { createBlobStore } from './createBlobStore.ts';
import { readNetworkFile, type Network } from './networkFile.ts';

/** A network as a command or daemon uses it. */
export interface OpenNetwork {
  readonly network: Network;
  readonly chain: ChainClient;
  readonly blobs: BlobStore;
}

export interface OpenOptions {
  readonly signal: AbortSignal;
  readonly privateKey?: Hex;
  /** Where what the key sends is recorded first. */
  readonly transactions?: TransactionJournal;
  readonly log?: Log;
}

/**
 * Connects to the network a file describes; with a key, transactions can be sent.
 *
 * @throws PoiwError E_CONFIG, E_RPC_UNREACHABLE, E_RPC_WRONG_CHAIN
 */
export async function openNetwork(file: string, options: OpenOptions): Promise<OpenNetwork> {
  const network = await readNetworkFile(file);
  const { rpcUrl, addresses } = network;
  const chain = await createChainClient({ rpcUrl, addresses, ...options });
  return { network, chain, blobs: createBlobStore(network.blobs) };
}
