import { Network } from 'ethers';
import type { Log } from '../core/service.ts';
import { RetryingProvider } from './retryingProvider.ts';
import { RpcEndpoints } from './rpcEndpoints.ts';

export interface ConnectOptions {
  /**
   * How long one request may take. By default four seconds when there is another URL; thirty when
   * there is none, as a busy node that answers late is better than nobody.
   */
  readonly timeoutMs?: number;
  readonly lagBlocks?: number;
  readonly checkMs?: number;
  readonly retryMs?: number;
  readonly log?: Log;
  readonly now?: () => number;
}

/**
 * A provider over one or more RPC URLs of one chain. It gives up on a request after a while instead
 * of asking for ever, goes on with the next URL, and never answers from a cache: a daemon acts on
 * the latest block or not at all.
 *
 * @throws PoiwError E_RPC_UNREACHABLE, E_RPC_WRONG_CHAIN
 */
export async function connectRpc(
  rpcUrl: string | readonly string[],
  chainId: number,
  options: ConnectOptions = {},
): Promise<RetryingProvider> {
  const urls = typeof rpcUrl === 'string' ? [rpcUrl] : rpcUrl;
  const endpoints = new RpcEndpoints(urls, chainId, {
    timeoutMs: options.timeoutMs ?? (urls.length > 1 ? 4_000 : 30_000),
    lagBlocks: options.lagBlocks ?? 3,
    checkMs: options.checkMs ?? 10_000,
    retryMs: options.retryMs ?? 5_000,
    log: options.log ?? (() => undefined),
    now: options.now ?? (() => performance.now()),
  });
  await endpoints.connect();
  return new RetryingProvider(endpoints, {
    staticNetwork: Network.from(chainId),
    cacheTimeout: -1,
    pollingInterval: 250,
  });
}
