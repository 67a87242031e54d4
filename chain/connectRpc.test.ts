import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startAnvil, type Anvil } from './anvil.ts';
import { connectRpc, type ConnectOptions } from './connectRpc.ts';
import type { RetryingProvider } from './retryingProvider.ts';
import { startRpcProxy, type RpcProxy } from './test/rpcProxy.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
const CHAIN = 31_337;
const DEAD = 'http://127.0.0.1:9';

let folder: string;
let ours: Anvil;
let other: Anvil;
const proxies: RpcProxy[] = [];
const providers: RetryingProvider[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-rpc-'));
  const start = (name: string, chainId: number) =>
    startAnvil({ dataDir: join(folder, name), mnemonic: MNEMONIC, chainId, blockTime: 0.1 });
  [ours, other] = await Promise.all([start('ours', CHAIN), start('other', 5)]);
});

afterEach(() => {
  for (const provider of providers.splice(0)) provider.destroy();
  for (const proxy of proxies.splice(0)) proxy.close();
});

afterAll(async () => {
  await Promise.all([ours.stop(), other.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Keeps the connection busy and never ends. */
function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 50);
  response.once('close', () => clearInterval(timer));
}

/** More than anybody wants to hold in memory. */
function flood(response: ServerResponse): void {
  const megabyte = Buffer.alloc(1024 ** 2, ' ');
  const pour = (): void => {
    while (!response.destroyed && response.write(megabyte));
  };
  response.on('drain', pour);
  pour();
}

async function proxyTo(target: string): Promise<RpcProxy> {
  const proxy = await startRpcProxy(target);
  proxies.push(proxy);
  return proxy;
}

async function connect(urls: readonly string[], options: ConnectOptions = {}) {
  const events: string[] = [];
  const provider = await connectRpc(urls, CHAIN, {
    log: (event) => events.push(event),
    ...options,
  });
  providers.push(provider);
  return { provider, events };
}

describe('connectRpc', () => {
  test('default: a dead first URL is passed over', async () => {
    const { provider } = await connect([DEAD, ours.url]);
    expect(await provider.getBlockNumber()).toBeGreaterThanOrEqual(0);
    expect((await provider.endpoints.states()).map(({ state }) => state)).toEqual(['down', 'ok']);
  });

  test('behavior: a URL that fails later is left, and used again when it is back', async () => {
    const first = await proxyTo(ours.url);
    const { provider, events } = await connect([first.url, ours.url], { retryMs: 100 });
    await provider.getBlockNumber();
    first.mode = 'refuse';
    await provider.getBlockNumber();
    expect(events).toEqual(['rpc-down']);
    first.mode = 'open';
    await sleep(150);
    await provider.endpoints.states();
    const before = first.requests;
    await provider.getBlockNumber();
    expect(first.requests).toBeGreaterThan(before);
    expect(events).toEqual(['rpc-down', 'rpc-ok']);
  });

  test('behavior: a URL that hangs costs one time limit, then it is not asked', async () => {
    const first = await proxyTo(ours.url);
    const { provider } = await connect([first.url, ours.url], { timeoutMs: 200 });
    first.mode = 'hang';
    await provider.getBlockNumber();
    const asked = first.requests;
    await provider.getBlockNumber();
    expect(first.requests).toBe(asked);
  });

  test('behavior: one that lags is noticed and not asked while another is there', async () => {
    const first = await proxyTo(ours.url);
    const { provider, events } = await connect([first.url, ours.url], {
      lagBlocks: 3,
      checkMs: 100,
    });
    // The real answers, but as if the chain had stopped at its start.
    first.answer = ({ method }) => (method === 'eth_blockNumber' ? { result: '0x0' } : undefined);
    while ((await provider.getBlockNumber()) < 5) await sleep(50);
    const [lagging] = await provider.endpoints.states();
    expect(lagging).toMatchObject({ state: 'lagging', head: 0 });
    expect(lagging?.behind).toBeGreaterThan(3);
    expect(events).toContain('rpc-lagging');
    const asked = first.requests;
    expect(await provider.getBlockNumber()).toBeGreaterThan(3);
    expect(first.requests).toBe(asked);
  });

  test('behavior: all down and back again needs no restart', async () => {
    const first = await proxyTo(ours.url);
    const second = await proxyTo(ours.url);
    const { provider } = await connect([first.url, second.url]);
    first.mode = second.mode = 'refuse';
    await expect(provider.getBlockNumber()).rejects.toMatchObject({ code: 'E_RPC_UNREACHABLE' });
    first.mode = second.mode = 'open';
    expect(await provider.getBlockNumber()).toBeGreaterThan(0);
  });

  test('error: any URL of another chain is refused, whatever the others are', async () => {
    const refused = { code: 'E_RPC_WRONG_CHAIN', details: { wanted: CHAIN } };
    await expect(connect([ours.url, other.url])).rejects.toMatchObject(refused);
    await expect(connect([other.url, ours.url])).rejects.toMatchObject(refused);
    await expect(connect([other.url, DEAD])).rejects.toMatchObject(refused);
  });

  test('behavior: a URL that comes back as another chain is never asked', async () => {
    const first = await proxyTo(other.url);
    first.mode = 'refuse';
    const { provider, events } = await connect([first.url, ours.url], { retryMs: 0 });
    first.mode = 'open';
    for (let i = 0; i < 3; i += 1) {
      expect(await provider.send('eth_chainId', [])).toBe(`0x${CHAIN.toString(16)}`);
    }
    await provider.endpoints.states();
    expect(events).toContain('rpc-wrong-chain');
  });

  const HOSTILE: Record<string, NonNullable<RpcProxy['reply']>> = {
    'no JSON': (response) => response.end('<html>welcome</html>'),
    'broken JSON': (response) => response.end('{"jsonrpc":"2.0","id":1,"result":'),
    'another shape': (response) => response.end('"hello"'),
    'other ids': (response) => response.end('[{"jsonrpc":"2.0","id":77,"result":"0x1"}]'),
    'nothing in it': (response) => response.end('[null]'),
    'neither result nor error': (response) => response.end('{"jsonrpc":"2.0","id":1}'),
    'a byte now and then': (response) => drip(response),
    'no end': (response) => flood(response),
  };

  test.each(Object.keys(HOSTILE))('behavior: a reply with %s is no answer', async (name) => {
    const first = await proxyTo(ours.url);
    const { provider, events } = await connect([first.url, ours.url], { timeoutMs: 3_000 });
    first.reply = HOSTILE[name];
    const block = await provider.getBlock('latest');
    expect(block?.hash).toMatch(/^0x[0-9a-f]{64}$/);
    expect(events).toEqual(['rpc-down']);
    first.reply = undefined;
    await provider.endpoints.states();
    expect(events).toEqual(['rpc-down', 'rpc-ok']);
  });

  test('behavior: one that does not say its chain is down, not of another chain', async () => {
    const first = await proxyTo(ours.url);
    const busy = { error: { code: -32005, message: 'too many requests' } };
    first.answer = ({ method }) => (method === 'eth_chainId' ? busy : undefined);
    const { provider } = await connect([first.url, ours.url]);
    expect((await provider.endpoints.states()).map(({ state }) => state)).toEqual(['down', 'ok']);
    first.answer = () => undefined;
    expect((await provider.endpoints.states()).map(({ state }) => state)).toEqual(['ok', 'ok']);
  });

  test('behavior: one that comes back far behind is not asked', async () => {
    const [first, second] = [await proxyTo(ours.url), await proxyTo(ours.url)];
    const { provider } = await connect([first.url, second.url], { retryMs: 0 });
    while ((await provider.getBlockNumber()) < 8) await sleep(50);
    await provider.endpoints.states();
    first.mode = 'refuse';
    await provider.getBlockNumber();
    first.answer = ({ method }) => (method === 'eth_blockNumber' ? { result: '0x1' } : undefined);
    first.mode = 'open';
    for (let i = 0; i < 3; i += 1) expect(await provider.getBlockNumber()).toBeGreaterThan(1);
  });

  test('behavior: a refusal under an HTTP error status is the node’s own words', async () => {
    const only = await proxyTo(ours.url);
    const { provider } = await connect([only.url]);
    const error = { code: -32602, message: 'block range is too wide' };
    only.reply = (response) => {
      response.writeHead(400).end(JSON.stringify({ jsonrpc: '2.0', id: only.lastId, error }));
    };
    const asked = provider.send('eth_getLogs', [{}]);
    await expect(asked).rejects.toMatchObject({ error: { message: 'block range is too wide' } });
  });

  test('error: when none answers, all are named and no key in a path is shown', async () => {
    const first = await proxyTo(ours.url);
    first.mode = 'refuse';
    const error = (await connect([first.url, DEAD]).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ code: 'E_RPC_UNREACHABLE', retryable: true });
    expect(error.message).toContain(DEAD);
    expect(`${error.message} ${String(error.cause)}`).not.toContain('secret-key');
  });
});
