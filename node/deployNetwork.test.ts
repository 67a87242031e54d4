import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HDNodeWallet, JsonRpcProvider, Mnemonic, Wallet } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startAnvil, type Anvil } from '../chain/anvil.ts';
import { chainStatus } from './chainStatus.ts';
import { deployNetwork } from './deployNetwork.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
const CHAIN = 31_337;

let folder: string;
let anvil: Anvil;
let rpc: JsonRpcProvider;
let account = 0;
let key: string;
let address: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-deploy-'));
  anvil = await startAnvil({
    ...{ dataDir: join(folder, 'chain'), mnemonic: MNEMONIC, chainId: CHAIN, blockTime: 1 },
  });
  rpc = new JsonRpcProvider(anvil.url, CHAIN, { staticNetwork: true });
}, 60_000);

beforeEach(() => {
  account += 1;
  const path = `m/44'/60'/0'/0/${account}`;
  const wallet = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(MNEMONIC), path);
  key = wallet.privateKey;
  address = wallet.address;
});

afterAll(async () => {
  rpc.destroy();
  await anvil.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (name: string, signal = new AbortController().signal, chainId = CHAIN) =>
  deployNetwork({
    network: join(folder, `${name}.json`),
    rpc: [anvil.url],
    chainId,
    key: 'env:KEY',
    env: { KEY: key },
    signal,
    progress: () => undefined,
  });

/** Starts a deployment, lets only the first transactions into a block, and stops it. */
async function killAfter(name: string, kept: number): Promise<void> {
  await rpc.send('evm_setIntervalMining', [0]);
  const first = await rpc.getTransactionCount(address, 'latest');
  const stop = new AbortController();
  const stopped = run(name, stop.signal).catch((thrown: unknown) => thrown);
  let count = 0;
  for (let same = 0; same < 8 || count <= first + kept;) {
    await sleep(250);
    const now = await rpc.getTransactionCount(address, 'pending');
    same = now === count ? same + 1 : 0;
    count = now;
  }
  const pool = (await rpc.send('txpool_content', [])) as {
    pending: Record<string, Record<string, { hash: string; nonce: string }>>;
  };
  const ours = Object.entries(pool.pending).filter(
    ([from]) => from.toLowerCase() === address.toLowerCase(),
  );
  for (const { hash, nonce } of ours.flatMap(([, byNonce]) => Object.values(byNonce))) {
    if (Number(nonce) >= first + kept) await rpc.send('anvil_dropTransaction', [hash]);
  }
  stop.abort();
  expect(await stopped).toMatchObject({ name: 'AbortError' });
  await rpc.send('evm_mine', []);
  await rpc.send('anvil_setIntervalMining', [1]);
  expect(await rpc.getTransactionCount(address, 'latest')).toBe(first + kept);
}

describe('deployNetwork', () => {
  test('default: deploys once, writes code hashes, and again changes nothing', async () => {
    const first = await run('once');
    expect(first.deployed).toBe(true);
    const nonce = await rpc.getTransactionCount(address);
    const second = await run('once');
    expect(second).toEqual({ ...first, deployed: false });
    expect(await rpc.getTransactionCount(address)).toBe(nonce);
    const status = await chainStatus({ network: first.file }, new AbortController().signal);
    expect(status).toMatchObject({ chainId: CHAIN, tasks: '0', rpc: [{ state: 'ok' }] });
  }, 120_000);

  test.each([3, 8])(
    'behavior: killed when %i steps were mined, it goes on to the same addresses',
    async (kept) => {
      const name = `killed-${kept}`;
      await killAfter(name, kept);
      const begun = readFileSync(join(folder, `${name}.json.deploying`), 'utf8');
      const { firstNonce } = JSON.parse(begun) as { firstNonce: number };
      expect(firstNonce).toBe(0);
      const { network, deployed } = await run(name);
      expect(deployed).toBe(true);
      expect(existsSync(join(folder, `${name}.json.deploying`))).toBe(false);
      const other = await run(name);
      expect(other.network.addresses).toEqual(network.addresses);
    },
    120_000,
  );

  test('error: a nonce that something else used breaks a begun deployment', async () => {
    await killAfter('foreign', 2);
    await (await new Wallet(key, rpc).sendTransaction({ to: address, value: 1n })).wait();
    await expect(run('foreign')).rejects.toMatchObject({
      code: 'E_CHAIN_REJECTED',
      details: { name: 'DeploymentBroken' },
    });
  }, 120_000);

  test('error: another key does not go on with it, another chain is refused', async () => {
    await killAfter('mixed', 2);
    key = Wallet.createRandom().privateKey;
    await expect(run('mixed')).rejects.toMatchObject({ code: 'E_CONFIG' });
    await expect(run('elsewhere', undefined, 5)).rejects.toMatchObject({
      code: 'E_RPC_WRONG_CHAIN',
    });
  }, 120_000);

  test('error: a file whose code hash is not the chain’s is refused by everything', async () => {
    const { file, network } = await run('changed');
    const { addresses } = network;
    const codeHashes = { ...addresses.codeHashes, TaskManager: `0x${'ab'.repeat(32)}` };
    const text = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...text, addresses: { ...addresses, codeHashes } }));
    const refused = { code: 'E_CODE_MISMATCH', exitCode: 3 };
    await expect(run('changed')).rejects.toMatchObject(refused);
    const { signal } = new AbortController();
    await expect(chainStatus({ network: file }, signal)).rejects.toMatchObject(refused);
  }, 120_000);
});
