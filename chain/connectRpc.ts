import { FetchRequest, Network, type JsonRpcProvider } from 'ethers';
import { PoiwError } from '../core/errors.ts';
import { RetryingProvider } from './retryingProvider.ts';
import { rpcUnreachable } from './rpcUnreachable.ts';

/** How long one request may take, unless said otherwise. */
const TIMEOUT_MS = 10_000;

/**
 * A provider that gives up on a request after a while instead of asking for ever, and never answers from a
 * cache: a daemon acts on the latest block or not at all.
 *
 * @throws PoiwError E_RPC_UNREACHABLE, E_RPC_WRONG_CHAIN
 */
export async function connectRpc(
  rpcUrl: string,
  chainId: number,
  timeoutMs = TIMEOUT_MS,
): Promise<JsonRpcProvider> {
  const request = new FetchRequest(rpcUrl);
  request.timeout = timeoutMs;
  const provider = new RetryingProvider(request, undefined, {
    staticNetwork: Network.from(chainId),
    cacheTimeout: -1,
    pollingInterval: 250,
  });
  try {
    const actual = Number(await provider.send('eth_chainId', []));
    if (actual !== chainId) throw wrongChain(rpcUrl, actual, chainId);
    return provider;
  } catch (error) {
    provider.destroy();
    throw error instanceof PoiwError ? error : rpcUnreachable(error, rpcUrl);
  }
}

function wrongChain(rpcUrl: string, actual: number, wanted: number): PoiwError {
  return new PoiwError('E_RPC_WRONG_CHAIN', `${rpcUrl} is chain ${actual}, not ${wanted}`, {
    hint: 'the RPC URL and the configured deployment belong to different chains',
    details: { actual, wanted },
  });
}
