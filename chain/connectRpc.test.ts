import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  test('error: when none answers, all are named and no key in a path is shown', async () => {
    const first = await proxyTo(ours.url);
    first.mode = 'refuse';
    const error = (await connect([first.url, DEAD]).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ code: 'E_RPC_UNREACHABLE', retryable: true });
    expect(error.message).toContain(DEAD);
    expect(`${error.message} ${String(error.cause)}`).not.toContain('secret-key');
  });
});
