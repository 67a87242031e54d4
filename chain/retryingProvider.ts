import { setTimeout as sleep } from 'node:timers/promises';
import {
  JsonRpcProvider,
  type JsonRpcApiProviderOptions,
  type JsonRpcPayload,
  type JsonRpcResult,
} from 'ethers';
import type { RpcEndpoints } from './rpcEndpoints.ts';
import { rpcUnreachable } from './rpcUnreachable.ts';

/** A second and a half in all: on a busy machine blocks come faster than answers. */
const TRIES = 12;
const PAUSE_MS = 20;

/**
 * A provider that asks again when a node lost the block it was answering from. A node that prunes
 * history refuses a call for "latest" when a new block arrives during the call
 * (`BlockOutOfRangeError` in anvil); the same call a moment later is answered.
 */
export class RetryingProvider extends JsonRpcProvider {
  readonly endpoints: RpcEndpoints;

  constructor(endpoints: RpcEndpoints, options: JsonRpcApiProviderOptions) {
    super(undefined, undefined, options);
    this.endpoints = endpoints;
  }

  override _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    return this.endpoints.post(payload);
  }

  override async send(
    method: string,
    params: readonly unknown[] | Record<string, unknown>,
  ): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      try {
        return (await super.send(
          method,
          Array.isArray(params) ? [...(params as unknown[])] : params,
        )) as unknown;
      } catch (error) {
        if (!isOutOfRange(error)) throw error;
        // No refusal by the contract: the same call may be answered later.
        if (tries === TRIES) throw rpcUnreachable(error);
        await sleep(PAUSE_MS * tries);
      }
    }
  }
}

/** ethers wraps what a node says in several ways; the node's own words are in `info` or `error`. */
function isOutOfRange(thrown: unknown): boolean {
  const { info, error } = thrown as { info?: { error?: RpcFault }; error?: RpcFault };
  return [info?.error?.message, error?.message].some((text) => text?.includes('BlockOutOfRange'));
}

interface RpcFault {
  readonly message?: string;
}
