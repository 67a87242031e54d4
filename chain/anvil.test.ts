import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonRpcProvider } from 'ethers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startAnvil, type Anvil } from './anvil.ts';

const mnemonic = 'test test test test test test test test test test test junk';
const chainId = 4_242;

let dataDir: string;
let running: Anvil[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'poiw-anvil-'));
  running = [];
});

afterEach(async () => {
  for (const anvil of running) await anvil.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = async (options: Partial<Parameters<typeof startAnvil>[0]> = {}) => {
  const anvil = await startAnvil({ dataDir, mnemonic, chainId, blockTime: 0.1, ...options });
  running.push(anvil);
  return anvil;
};

const withProvider = async <T>(url: string, use: (rpc: JsonRpcProvider) => Promise<T>) => {
  const provider = new JsonRpcProvider(url, chainId, { staticNetwork: true });
  try {
    return await use(provider);
  } finally {
    provider.destroy();
  }
};

const balance = (url: string, address: string) =>
  withProvider(url, async (rpc) =>
    BigInt((await rpc.send('eth_getBalance', [address, 'latest'])) as string),
  );

const setBalance = (url: string, address: string) =>
  withProvider(url, (rpc) => rpc.send('anvil_setBalance', [address, '0x7']));

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const someone = `0x${'ab'.repeat(20)}`;

describe('startAnvil', () => {
  test('default: continues where it stopped, and leaves no process', async () => {
    const first = await start();
    await setBalance(first.url, someone);
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    expect(existsSync(join(dataDir, 'chain.json'))).toBe(true);
    const second = await start();
    expect(await balance(second.url, someone)).toBe(7n);
  });

  test('behavior: a torn state file is replaced by the last good one', async () => {
    const first = await start();
    await setBalance(first.url, someone);
    await first.stop();
    await (await start()).stop();
    truncateSync(join(dataDir, 'chain.json'), 20);
    const third = await start();
    expect(await balance(third.url, someone)).toBe(7n);
  });

  test('error: a damaged state is never thrown away', async () => {
    writeFileSync(join(dataDir, 'chain.json'), '{"half":');
    await expect(start()).rejects.toMatchObject({ code: 'E_CONFIG' });
  });

  test('error: a port that is taken is named', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({ code: 'E_PORT_IN_USE' });
  });

  test('behavior: an aborted signal stops it', async () => {
    const controller = new AbortController();
    const anvil = await start({ signal: controller.signal });
    controller.abort();
    await anvil.stop();
    expect(isAlive(anvil.pid)).toBe(false);
  });
});
