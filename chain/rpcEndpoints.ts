import { FetchRequest, type JsonRpcPayload, type JsonRpcResult } from 'ethers';
import { setTimeout as sleep } from 'node:timers/promises';
import { PoiwError } from '../core/errors.ts';
import type { Log } from '../core/service.ts';
import { cappedGetUrl } from './cappedGetUrl.ts';
import { printableUrl, rpcUnreachable } from './rpcUnreachable.ts';

/** What is known of one RPC URL. `unknown` was not reached yet. */
export interface RpcState {
  /** Without what may be a secret in it. */
  readonly url: string;
  readonly state: 'unknown' | 'ok' | 'lagging' | 'down' | 'wrong-chain';
  /** Newest block it told of. */
  readonly head: number | null;
  /** Blocks behind the best of the others. */
  readonly behind: number;
}

export interface RpcSettings {
  /** How long one request may take. */
  readonly timeoutMs: number;
  /** Blocks behind the best one from which a node is not asked any more. */
  readonly lagBlocks: number;
  /** Time between comparing the nodes. */
  readonly checkMs: number;
  /** How long one that failed is left alone. */
  readonly retryMs: number;
  readonly log: Log;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}

interface Endpoint {
  readonly url: string;
  state: RpcState['state'];
  head: number | null;
  triedAt: number;
}

type Payload = JsonRpcPayload | JsonRpcPayload[];

const QUANTITY = /^0x[0-9a-f]{1,13}$/i;
/** Statuses under which a JSON-RPC error may come. */
const REFUSALS = new Set([400, 413, 422]);

/** The first answer decides at the start; the others may be this much later. */
const GRACE_MS = 1_000;

/**
 * Several nodes of one chain as one: requests go to the first that answers, is on the right chain
 * and does not lag.
 */
export class RpcEndpoints {
  readonly #endpoints: readonly Endpoint[];
  readonly #chainId: number;
  readonly #settings: RpcSettings;
  #checkedAt = -Infinity;

  constructor(urls: readonly string[], chainId: number, settings: RpcSettings) {
    const start = { state: 'unknown', head: null, triedAt: -Infinity } as const;
    this.#endpoints = urls.map((url) => ({ url, ...start }));
    this.#chainId = chainId;
    this.#settings = settings;
  }

  /**
   * Looks at every node; returns when one answered and the others had a moment to.
   *
   * @throws PoiwError E_RPC_WRONG_CHAIN when any is of another chain, E_RPC_UNREACHABLE when none answers
   */
  async connect(): Promise<void> {
    const checks = this.#endpoints.map((one) => this.#check(one));
    try {
      await Promise.any(checks);
    } catch (error) {
      const { errors } = error as AggregateError;
      throw errors.find((one) => isWrongChain(one)) ?? this.#unreachable(errors[0]);
    }
    const grace = new AbortController();
    const rest = Promise.allSettled(checks);
    const late = sleep(GRACE_MS, undefined, { signal: grace.signal }).catch(() => undefined);
    await Promise.race([rest, late]);
    grace.abort();
    const wrong = this.#endpoints.find(({ state }) => state === 'wrong-chain');
    if (wrong !== undefined) throw wrongChain(wrong.url, this.#chainId);
    this.#compare();
  }

  /** Posts to the first usable node, and to the next when it fails. @throws PoiwError E_RPC_UNREACHABLE */
  async post(payload: Payload): Promise<JsonRpcResult[]> {
    this.#compareNowAndThen();
    let failure: unknown;
    const order = this.#inOrder();
    const known = order.length;
    for (let i = 0; i < order.length; i += 1) {
      const endpoint = order[i] as Endpoint;
      try {
        if (endpoint.state !== 'ok' && endpoint.state !== 'lagging') {
          await this.#check(endpoint);
          this.#compare();
          // One that comes back far behind waits until the others were asked.
          if (i < known - 1 && this.#isLagging(endpoint)) {
            order.push(endpoint);
            continue;
          }
        }
        return await this.#post(endpoint, payload);
      } catch (error) {
        failure ??= error;
      }
    }
    throw this.#unreachable(failure);
  }

  /** What each node says to one request; null of one that does not answer, or says no. */
  async everywhere(method: string, params: unknown[]): Promise<unknown[]> {
    const asked = this.#endpoints.filter(({ state }) => state !== 'wrong-chain');
    const payload = { id: 1, method, params, jsonrpc: '2.0' } as const;
    const replies = await Promise.allSettled(asked.map((one) => this.#post(one, payload)));
    return replies.map((one) =>
      one.status === 'fulfilled' ? ((one.value[0]?.result as unknown) ?? null) : null,
    );
  }

  /** Asks every node now. */
  async states(): Promise<RpcState[]> {
    await Promise.allSettled(this.#endpoints.map((one) => this.#check(one)));
    this.#compare();
    const best = this.#bestHead();
    return this.#endpoints.map(({ url, state, head }) => ({
      ...{ url: printableUrl(url), state, head },
      behind: head === null ? 0 : best - head,
    }));
  }

  /** Good ones first, in the order given; those that just failed only when no other is left. */
  #inOrder(): Endpoint[] {
    const { now, retryMs } = this.#settings;
    const rank = ({ state, triedAt }: Endpoint): number => {
      if (state === 'ok') return 0;
      if (state === 'lagging') return 2;
      return state === 'down' && now() - triedAt < retryMs ? 3 : 1;
    };
    return this.#endpoints
      .filter(({ state }) => state !== 'wrong-chain')
      .sort((a, b) => rank(a) - rank(b));
  }

  async #check(endpoint: Endpoint): Promise<void> {
    const ask = (id: number, method: string) =>
      ({ id, method, params: [], jsonrpc: '2.0' }) as const;
    const answers = await this.#post(endpoint, [ask(1, 'eth_chainId'), ask(2, 'eth_blockNumber')]);
    const [chainId, head] = [1, 2].map((id) => {
      const result: unknown = answers.find((one) => one.id === id)?.result;
      // A node that says nothing sensible is of no chain yet, rather than of a wrong one.
      if (typeof result !== 'string' || !QUANTITY.test(result)) {
        this.#become(endpoint, 'down');
        throw new Error('it does not say which chain it is, or how long');
      }
      return Number(result);
    }) as [number, number];
    if (chainId !== this.#chainId) {
      this.#become(endpoint, 'wrong-chain');
      throw wrongChain(endpoint.url, this.#chainId, chainId);
    }
    endpoint.head = head;
    if (endpoint.state !== 'lagging') this.#become(endpoint, 'ok');
  }

  async #post(endpoint: Endpoint, payload: Payload): Promise<JsonRpcResult[]> {
    const request = new FetchRequest(endpoint.url);
    request.getUrlFunc = cappedGetUrl;
    request.timeout = this.#settings.timeoutMs;
    if (this.#endpoints.length > 1) request.setThrottleParams({ maxAttempts: 1 });
    request.body = JSON.stringify(payload);
    request.setHeader('content-type', 'application/json');
    endpoint.triedAt = this.#settings.now();
    try {
      const response = await request.send();
      // Some nodes say no with a status of 4xx and the reason in the body.
      if (!REFUSALS.has(response.statusCode)) response.assertOk();
      return repliesTo(payload, response.bodyJson);
    } catch (error) {
      this.#become(endpoint, 'down');
      throw new Error(plainReason(error));
    }
  }

  #compareNowAndThen(): void {
    const { now, checkMs } = this.#settings;
    if (this.#endpoints.length === 1 || now() - this.#checkedAt < checkMs) return;
    this.#checkedAt = now();
    void this.states();
  }

  #compare(): void {
    this.#checkedAt = this.#settings.now();
    const best = this.#bestHead();
    for (const endpoint of this.#endpoints) {
      const { state, head } = endpoint;
      if ((state !== 'ok' && state !== 'lagging') || head === null) continue;
      this.#become(endpoint, best - head > this.#settings.lagBlocks ? 'lagging' : 'ok');
    }
  }

  // A function, for the state changes between a check and a look.
  #isLagging({ state }: Endpoint): boolean {
    return state === 'lagging';
  }

  #bestHead(): number {
    return Math.max(0, ...this.#endpoints.map(({ head }) => head ?? 0));
  }

  #become(endpoint: Endpoint, state: Endpoint['state']): void {
    const before = endpoint.state;
    endpoint.state = state;
    if (before === state || (before === 'unknown' && state === 'ok')) return;
    this.#settings.log(`rpc-${state}`, { url: printableUrl(endpoint.url), head: endpoint.head });
  }

  #unreachable(cause: unknown): PoiwError {
    if (cause instanceof PoiwError) return cause;
    return rpcUnreachable(cause, this.#endpoints.map(({ url }) => printableUrl(url)).join(', '));
  }
}

/** The replies, if every request has one. @throws when a node answers something else */
function repliesTo(payload: Payload, body: unknown): JsonRpcResult[] {
  const replies = [body].flat() as (JsonRpcResult | null | undefined)[];
  const asked = [payload].flat();
  const isReply = (reply: unknown, id: number) =>
    typeof reply === 'object' && reply !== null && (reply as JsonRpcResult).id === id;
  const all = asked.every(({ id }) =>
    replies.some((one) => isReply(one, id) && one != null && ('result' in one || 'error' in one)),
  );
  if (!all) throw new Error('a reply that does not fit the request');
  return replies as JsonRpcResult[];
}

/** The full message and the error itself carry the URL, and with it perhaps a key. */
function plainReason(error: unknown): string {
  const { shortMessage, code, message } = error as Partial<Record<string, string>>;
  if (shortMessage !== undefined || code !== undefined) return shortMessage ?? code ?? '';
  return message === undefined || message.includes('://') ? 'no answer' : message;
}

function isWrongChain(error: unknown): boolean {
  return error instanceof PoiwError && error.code === 'E_RPC_WRONG_CHAIN';
}

function wrongChain(url: string, wanted: number, actual?: number): PoiwError {
  const found = actual === undefined ? 'another chain' : `chain ${actual}`;
  return new PoiwError('E_RPC_WRONG_CHAIN', `${printableUrl(url)} is ${found}, not ${wanted}`, {
    hint: 'the RPC URL and the configured deployment belong to different chains',
    details: { wanted, ...(actual === undefined ? {} : { actual }) },
  });
}
