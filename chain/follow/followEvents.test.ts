import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ChainClient } from '../chainClient.ts';
import { createChainClient } from '../createChainClient.ts';
import type { LogFilter } from '../rangedLogs.ts';
import { logsSince } from '../rangedLogs.ts';
import { startLocalChain, type LocalChain } from '../test/localChain.ts';
import { startRpcProxy, type RpcProxy } from '../test/rpcProxy.ts';
import type { Cursor, CursorStore, FollowBatch, FollowedEvent } from './cursor.ts';
import { followEvents, type FollowOptions } from './followEvents.ts';

const PAYEE = `0x${'aa'.repeat(20)}`;
const silent = () => undefined;

let chain: LocalChain;
let filters: LogFilter[];
/** Deployed and quiet: what the tests pay is all that happens from here on. */
let fromBlock: number;
let amount = 0n;
const running: AbortController[] = [];
const opened: { close(): void }[] = [];

beforeAll(async () => {
  chain = await startLocalChain({ history: true });
  await chain.rpc('evm_setIntervalMining', [0]);
  const { interfaces, addresses, provider } = chain.root;
  const topics = interfaces.PoIWToken.encodeFilterTopics('Transfer', [null, PAYEE]);
  filters = [{ address: addresses.token, topics }];
  await mine(70);
  fromBlock = await provider.getBlockNumber();
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  for (const controller of running.splice(0)) controller.abort();
});
afterAll(() => chain.stop());

/** Signed payments, each of another amount, that fit behind a block. */
async function payments(count: number, afterBlock: number): Promise<string[]> {
  const { wallet, provider, addresses, interfaces } = chain.root;
  if (wallet === undefined) throw new Error('no key');
  const nonce = await provider.getTransactionCount(wallet.address, afterBlock);
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      wallet.signTransaction({
        ...{ type: 2, chainId: 31_337, nonce: nonce + i, gasLimit: 200_000 },
        ...{ maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n },
        to: addresses.token,
        data: interfaces.PoIWToken.encodeFunctionData('transfer', [PAYEE, (amount += 1n)]),
      }),
    ),
  );
}

async function mine(blocks: number): Promise<void> {
  await chain.rpc('anvil_mine', [`0x${blocks.toString(16)}`]);
}

/** Blocks with some payments in the first one. */
async function grow(blocks: number, pays: number): Promise<void> {
  const head = await chain.root.provider.getBlockNumber();
  for (const raw of await payments(pays, head)) await chain.rpc('eth_sendRawTransaction', [raw]);
  await mine(blocks);
}

/** Replaces the last blocks by as many others, with payments in those at the given places. */
async function reorg(depth: number, places: readonly number[]): Promise<void> {
  const head = await chain.root.provider.getBlockNumber();
  const at = [...places].map((place) => place % depth).sort((a, b) => a - b);
  const signed = await payments(at.length, head - depth);
  const pairs = signed.map((raw, i) => [raw, at[i]]);
  await chain.rpc('anvil_reorg', [depth, pairs]);
}

/** Cuts the chain and lets another, perhaps shorter one grow. */
async function cut(depth: number, blocks: number): Promise<void> {
  await chain.rpc('anvil_rollback', [depth]);
  await grow(blocks, 1);
}

function memoryStore(): CursorStore & { cursor: Cursor | undefined } {
  const store = {
    cursor: undefined as Cursor | undefined,
    // As a file holds it: nothing but what JSON can say.
    load: () => Promise.resolve(store.cursor),
    save: (cursor: Cursor) => {
      store.cursor = JSON.parse(JSON.stringify(cursor)) as Cursor;
      return Promise.resolve();
    },
  };
  return store;
}

/** What a consumer knows; it holds what it was told in order, and takes back from the end only. */
class Mirror {
  readonly events: FollowedEvent[] = [];
  readonly settled: FollowedEvent[] = [];
  sequence = 0;

  take(batch: FollowBatch): void {
    if (batch.sequence <= this.sequence) return;
    expect(batch.sequence).toBe(this.sequence + 1);
    this.sequence = batch.sequence;
    for (const event of batch.reverted) expect(this.events.pop()).toEqual(event);
    this.events.push(...batch.applied);
    this.settled.push(...batch.settled);
  }
}

interface Following {
  readonly mirror: Mirror;
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

function follow(
  store: CursorStore,
  mirror = new Mirror(),
  options: Partial<FollowOptions> & { readonly client?: ChainClient } = {},
): Following {
  const controller = new AbortController();
  running.push(controller);
  const { signal } = controller;
  const { client = chain.root, ...rest } = options;
  const run = async (): Promise<void> => {
    const settings = { filters, fromBlock, store, pollMs: 5, signal, log: silent, ...rest };
    for await (const batch of followEvents(client, settings)) mirror.take(batch);
  };
  const done = run();
  done.catch(silent);
  return {
    ...{ mirror, done },
    stop: () => {
      controller.abort();
      return done;
    },
  };
}

async function proxyTo(target: string): Promise<RpcProxy> {
  const proxy = await startRpcProxy(target);
  opened.push(proxy);
  return proxy;
}

async function clientOf(rpcUrl: readonly string[]): Promise<ChainClient> {
  const client = await createChainClient({ rpcUrl, addresses: chain.addresses, timeoutMs: 500 });
  opened.push(client);
  return client;
}

/** The same events, read anew. */
async function scratch(from: number): Promise<string[]> {
  const logs = await logsSince(chain.root.provider, filters, from);
  return logs.map(({ blockHash, index }) => `${blockHash} ${index}`);
}

const keys = (events: readonly FollowedEvent[]) =>
  events.map(({ blockHash, logIndex }) => `${blockHash} ${logIndex}`);

/** Waits until the mirror shows what the chain says now; a difference that stays fails the test. */
async function agrees({ mirror, done }: Following, from = fromBlock): Promise<void> {
  const expected = await scratch(from);
  const same = () => JSON.stringify(keys(mirror.events)) === JSON.stringify(expected);
  const failed = done.then(() => {
    throw new Error('the follower ended');
  });
  failed.catch(silent);
  for (let tries = 0; tries < 1_500 && !same(); tries += 1) await Promise.race([sleep(10), failed]);
  expect(keys(mirror.events)).toEqual(expected);
}

describe('followEvents', () => {
  test('default: events come typed, in order, with their place', async () => {
    await grow(2, 2);
    const following = follow(memoryStore());
    await agrees(following);
    const [first, second] = following.mirror.events.slice(-2);
    expect(first).toMatchObject({ contract: 'PoIWToken', name: 'Transfer', logIndex: 0 });
    expect(second?.args['value']).toBe(amount.toString());
    expect(second?.blockNumber).toBe(first?.blockNumber);
    await grow(1, 1);
    await agrees(following);
  });

  test.each([1, 7, 64])('behavior: a reorg of depth %i is followed back and on', async (depth) => {
    await grow(10, 1);
    await grow(10, 1);
    await grow(70, 3);
    await grow(1, 2);
    const following = follow(memoryStore());
    await agrees(following);
    await reorg(depth, [0, 0, depth - 1]);
    await agrees(following);
    expect(following.mirror.events.at(-1)?.args['value']).toBe(amount.toString());
  });

  test('behavior: events are settled once, when no reorg can reach them', async () => {
    await grow(1, 2);
    const following = follow(memoryStore());
    await agrees(following);
    const last = keys(following.mirror.events).at(-1) ?? '';
    expect(keys(following.mirror.settled)).not.toContain(last);
    await mine(63);
    await reorg(63, []);
    await mine(1);
    while (!keys(following.mirror.settled).includes(last)) await sleep(5);
    expect(keys(following.mirror.settled)).toEqual(keys(following.mirror.events));
  });

  test.each([65, 80])(
    'error: a reorg of depth %i is typed, and the next step said',
    async (depth) => {
      await mine(90);
      const store = memoryStore();
      const following = follow(store);
      await agrees(following);
      const tip = await chain.root.provider.getBlockNumber();
      while (store.cursor?.blocks.at(-1)?.number !== tip) await sleep(5);
      await reorg(depth, [0]);
      await expect(following.done).rejects.toMatchObject({
        code: 'E_REORG_TOO_DEEP',
        hint: expect.stringContaining('delete the cursor') as string,
      });
    },
  );

  test('behavior: a node that tells of an older end takes nothing back', async () => {
    await grow(1, 1);
    await grow(3, 1);
    const store = memoryStore();
    const following = follow(store);
    await agrees(following);
    const before = following.mirror.sequence;
    await chain.rpc('anvil_rollback', [2]);
    await sleep(100);
    expect(following.mirror.sequence).toBe(before);
    await grow(1, 1);
    await agrees(following);
  });

  test('behavior: providers that limit ranges or results are asked in pieces', async () => {
    const start = await chain.root.provider.getBlockNumber();
    await grow(40, 3);
    await grow(120, 3);
    const proxy = await proxyTo(chain.url);
    const asked: number[] = [];
    proxy.answer = async ({ method, params }, real) => {
      const [query] = (params ?? []) as { fromBlock?: string; toBlock?: string }[];
      if (method !== 'eth_getLogs' || query?.fromBlock === undefined) return undefined;
      const to = query.toBlock === undefined ? Infinity : Number(query.toBlock);
      const blocks = to - Number(query.fromBlock) + 1;
      asked.push(blocks);
      if (blocks > 17) return { error: { code: -32005, message: 'block range is too wide' } };
      const reply = await real();
      const tooMany = (reply.result as unknown[]).length > 3;
      return tooMany ? { error: { code: -32602, message: 'more than 3 results' } } : reply;
    };
    const client = await clientOf([proxy.url]);
    await agrees(follow(memoryStore(), new Mirror(), { client, fromBlock: start }), start);
    expect(asked.some((blocks) => blocks > 17)).toBe(true);
    const all = await logsSince(client.provider, filters, start);
    expect(all.map(({ blockHash, index }) => `${blockHash} ${index}`)).toEqual(
      await scratch(start),
    );
  });

  test('behavior: a connection that drops is waited for, another URL takes over', async () => {
    const [first, second] = [await proxyTo(chain.url), await proxyTo(chain.url)];
    const events: string[] = [];
    const log = (event: string) => void events.push(event);
    const client = await clientOf([first.url, second.url]);
    await grow(3, 1);
    const following = follow(memoryStore(), new Mirror(), { client, log });
    await agrees(following);
    first.mode = 'drop';
    await grow(2, 2);
    await agrees(following);
    second.mode = 'hang';
    while (!events.includes('rpc-lost')) await sleep(10);
    await grow(2, 2);
    await reorg(2, [1]);
    first.mode = second.mode = 'open';
    await agrees(following);
    expect(events).toEqual(['rpc-lost', 'rpc-back']);
  });

  test('behavior: a node that has not seen the newest blocks hides no event', async () => {
    const [first, second] = [await proxyTo(chain.url), await proxyTo(chain.url)];
    const client = await clientOf([first.url, second.url]);
    await grow(3, 1);
    const following = follow(memoryStore(), new Mirror(), { client });
    await agrees(following);
    // It is asked for the logs of a block it does not have, and says that there are none.
    let lies = 0;
    first.answer = ({ method, params = [] }) => {
      const [query] = params as (string | { blockHash?: string })[];
      if (method === 'eth_getBlockByNumber' && lies > 0 && query !== 'latest') {
        lies -= 1;
        return { result: null };
      }
      const byHash = typeof query === 'object' && query.blockHash !== undefined;
      if (method !== 'eth_getLogs' || !byHash) return undefined;
      return lies > 0 ? { result: [] } : undefined;
    };
    lies = 25;
    await grow(2, 2);
    await agrees(following);
    expect(lies).toBeLessThan(25);
  });

  test('error: a cursor of other events is refused', async () => {
    const store = memoryStore();
    const following = follow(store);
    await agrees(following);
    await following.stop();
    await grow(1, 1);
    const other = follow(store, new Mirror(), { filters: [{ ...filters[0], address: PAYEE }] });
    await expect(other.done).rejects.toMatchObject({ code: 'E_CONFIG' });
  });

  test('behavior: any walk of blocks, reorgs, cuts and crashes ends where the chain is', async () => {
    const depth = fc.integer({ min: 1, max: 64 });
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('grow' as const),
        blocks: fc.integer({ min: 1, max: 90 }),
        pays: fc.nat({ max: 3 }),
      }),
      fc.record({
        kind: fc.constant('reorg' as const),
        depth,
        places: fc.array(fc.nat({ max: 63 }), { maxLength: 4 }),
      }),
      fc.record({
        kind: fc.constant('cut' as const),
        depth,
        blocks: fc.integer({ min: 1, max: 70 }),
      }),
      fc.record({ kind: fc.constant('crash' as const), told: fc.boolean() }),
      fc.record({ kind: fc.constant('look' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        await mine(65);
        const store = memoryStore();
        const mirror = new Mirror();
        // At most 64 blocks below the highest end that was seen, as the chain promises.
        let top = await chain.root.provider.getBlockNumber();
        const from = top;
        const start = () => follow(store, mirror, { fromBlock: from });
        let following = start();
        for (const one of steps) {
          const head = await chain.root.provider.getBlockNumber();
          top = Math.max(top, head);
          if (one.kind === 'grow') await grow(one.blocks, one.pays);
          else if (one.kind === 'look') await agrees(following, from);
          else if (one.kind === 'crash') {
            await following.stop();
            if (!one.told && store.cursor !== undefined && head >= from)
              await crashUntold(store, mirror, from);
            following = start();
          } else {
            const most = 64 - (top - head);
            if (most < 1) continue;
            const deep = Math.min(one.depth, most);
            if (one.kind === 'reorg') await reorg(deep, one.places);
            else await cut(deep, one.blocks);
          }
        }
        await grow(1, 1);
        await agrees(following, from);
        await following.stop();
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });
});

/** A follower that dies with a batch in its hands; whether its reader had used it, only he knows. */
async function crashUntold(store: CursorStore, mirror: Mirror, from: number): Promise<void> {
  const { signal } = new AbortController();
  const options = { filters, fromBlock: from, store, pollMs: 5, log: silent, signal };
  await grow(1, 1);
  for await (const batch of followEvents(chain.root, options)) {
    if (batch.sequence % 2 === 0) mirror.take(batch);
    if (batch.applied.length > 0) return;
    mirror.take(batch);
  }
}
