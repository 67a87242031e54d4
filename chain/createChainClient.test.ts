import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Hex } from '../core/contentId.ts';
import { tokenBalance } from './actions/tokenBalance.ts';
import { transferToken } from './actions/transferToken.ts';
import { createChainClient } from './createChainClient.ts';
import { TOS, startLocalChain, type LocalChain } from './test/localChain.ts';

let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain();
});

afterAll(() => chain.stop());

const someone: Hex = `0x${'cd'.repeat(20)}`;

describe('createChainClient', () => {
  test('error: nobody listens', async () => {
    const { addresses } = chain;
    const client = createChainClient({ rpcUrl: 'http://127.0.0.1:9', addresses });
    await expect(client).rejects.toMatchObject({ code: 'E_RPC_UNREACHABLE', retryable: true });
  });

  test('error: a server that never answers', async () => {
    const server = await listen(createServer(() => undefined));
    const { port } = server.address() as AddressInfo;
    const rpcUrl = `http://127.0.0.1:${port}`;
    const client = createChainClient({ rpcUrl, addresses: chain.addresses, timeoutMs: 300 });
    await expect(client).rejects.toMatchObject({ code: 'E_RPC_UNREACHABLE', retryable: true });
    server.closeAllConnections();
    server.close();
  });

  test('error: another chain, no contract, another contract', async () => {
    const { url: rpcUrl, addresses } = chain;
    const others = [
      ['E_RPC_WRONG_CHAIN', { ...addresses, chainId: 5 }],
      ['E_CODE_MISMATCH', { ...addresses, taskManager: someone }],
      ['E_CODE_MISMATCH', { ...addresses, taskManager: addresses.voteModule }],
    ] as const;
    for (const [code, other] of others) {
      const client = createChainClient({ rpcUrl, addresses: other });
      await expect(client).rejects.toMatchObject({ code });
    }
  });

  test('error: without a key nothing is sent', async () => {
    const client = await createChainClient({ rpcUrl: chain.url, addresses: chain.addresses });
    const sent = transferToken(client, { to: someone, amount: 1n });
    await expect(sent).rejects.toMatchObject({ code: 'E_CONFIG' });
    client.close();
  });

  test('behavior: sends of one key at the same time all arrive', async () => {
    const client = await chain.outsider();
    const amounts = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n];
    await Promise.all(amounts.map((amount) => transferToken(client, { to: someone, amount })));
    expect(await tokenBalance(client, { address: someone })).toBe(36n);
  });

  test('behavior: a refused send does not hold the next one', async () => {
    const client = await chain.outsider();
    const tooMuch = transferToken(client, { to: someone, amount: 10n ** 9n * TOS });
    const fine = transferToken(client, { to: someone, amount: 1n });
    await expect(tooMuch).rejects.toMatchObject({
      code: 'E_CHAIN_REJECTED',
      details: { name: 'ERC20InsufficientBalance' },
    });
    await expect(fine).resolves.toMatchObject({ hash: expect.stringMatching(/^0x/) as string });
  });

  test('behavior: a transaction another program sent with the key costs no nonce', async () => {
    const client = await chain.outsider();
    const twin = await createChainClient({
      rpcUrl: chain.url,
      addresses: chain.addresses,
      privateKey: client.wallet?.privateKey ?? '',
    });
    await transferToken(client, { to: someone, amount: 1n });
    await transferToken(twin, { to: someone, amount: 1n });
    await transferToken(client, { to: someone, amount: 1n });
    twin.close();
  });

  test('behavior: an abort ends a wait and is no failure of ours', async () => {
    const controller = new AbortController();
    const { wallet } = await chain.outsider();
    const client = await createChainClient({
      rpcUrl: chain.url,
      addresses: chain.addresses,
      privateKey: wallet?.privateKey ?? '',
      signal: controller.signal,
    });
    controller.abort();
    const sent = transferToken(client, { to: someone, amount: 1n });
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    client.close();
  });
});

function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
