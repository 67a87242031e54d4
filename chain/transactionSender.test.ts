import { Transaction, Wallet } from 'ethers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Hex } from '../core/contentId.ts';
import type { TransactionJournal, TransactionStage } from '../core/transactionJournal.ts';
import { tokenBalance } from './actions/tokenBalance.ts';
import type { ChainClient, ContractCall } from './chainClient.ts';
import { createChainClient } from './createChainClient.ts';
import { createTransactionJournal } from './createTransactionJournal.ts';
import { TOS, startLocalChain, type LocalChain } from './test/localChain.ts';
import type { SenderSettings } from './senderSettings.ts';

let chain: LocalChain;
const opened: ChainClient[] = [];

beforeAll(async () => {
  chain = await startLocalChain();
});
afterAll(async () => {
  for (const client of opened) client.close();
  await chain.stop();
});

/** A fresh account, the journal of its key, and what was logged. */
async function account() {
  const { wallet, address } = await chain.outsider();
  const transactions = createTransactionJournal();
  const events: { event: string; facts: Readonly<Record<string, unknown>> }[] = [];
  const connect = async (sending: Partial<SenderSettings> = {}, journal = transactions) => {
    const client = await createChainClient({
      rpcUrl: chain.url,
      addresses: chain.addresses,
      privateKey: wallet?.privateKey ?? '',
      transactions: journal,
      log: (event, facts = {}) => events.push({ event, facts }),
      sending: { finalPollMs: 200, ...sending },
    });
    opened.push(client);
    return client;
  };
  const key = [chain.root.chainId, address ?? '0x'] as const;
  return { transactions, connect, events, key, privateKey: wallet?.privateKey ?? '' };
}

let recipients = 0;
/** An address nobody else pays to. */
const recipient = (): Hex => `0x${(0xabc000 + (recipients += 1)).toString(16).padStart(40, '0')}`;

const pay = (to: Hex, amount: bigint, intent?: string): ContractCall => ({
  contract: 'PoIWToken',
  method: 'transfer',
  args: [to, amount],
  ...(intent === undefined ? {} : { intent }),
});

const balance = (address: Hex) => tokenBalance(chain.root, { address });

/** No block is made while `run` runs. */
async function paused<T>(run: () => Promise<T>): Promise<T> {
  await chain.rpc('evm_setIntervalMining', [0]);
  try {
    return await run();
  } finally {
    await chain.rpc('anvil_setIntervalMining', [1]);
    await chain.rpc('evm_mine');
  }
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(25);
}

/** The journal as a process that was killed when it wrote `stage` leaves it. */
function dyingAt(journal: TransactionJournal, stage: TransactionStage): TransactionJournal {
  let dead = false;
  const guard = <T>(result: T, reached: TransactionStage): T => {
    if (dead) throw new Error('the process is gone');
    dead = reached === stage;
    return result;
  };
  const alive = <T>(run: () => T): T => {
    if (dead) throw new Error('the process is gone');
    return run();
  };
  return {
    ...journal,
    prepare: (intent) => alive(() => guard(journal.prepare(intent), 'prepared')),
    update: (id, progress) => alive(() => guard(journal.update(id, progress), progress.stage)),
  };
}

describe('transaction sender', () => {
  test('default: a transaction goes through every stage and ends final', async () => {
    const { transactions, connect, key } = await account();
    const stages: string[] = [];
    const client = await connect(
      { confirmations: 3 },
      {
        ...transactions,
        prepare: (intent) => (stages.push('prepared'), transactions.prepare(intent)),
        update: (id, change) => (stages.push(change.stage), transactions.update(id, change)),
      },
    );
    const to = recipient();
    await client.send(pay(to, 5n, 'rent'));
    await until(() => transactions.unfinished(...key).length === 0);
    expect(stages).toEqual(['prepared', 'signed', 'sent', 'mined', 'final']);
    expect(await balance(to)).toBe(5n);
  });

  test.each(['prepared', 'signed', 'sent', 'mined'] as const)(
    'behavior: killed when %s was written, the same intent is sent once',
    async (stage) => {
      const { transactions, connect } = await account();
      const to = recipient();
      const first = await connect({ timeoutMs: 600 }, dyingAt(transactions, stage));
      await first.send(pay(to, 7n, 'rent')).catch(() => undefined);
      first.close();

      const second = await connect();
      const mined = await second.send(pay(to, 7n, 'rent'));
      expect(mined.events).toContainEqual(expect.objectContaining({ name: 'Transfer' }));
      const again = await second.send(pay(to, 7n, 'rent'));
      expect(again.hash).toBe(mined.hash);
      expect(await balance(to)).toBe(7n);
    },
  );

  test.each(['prepared', 'signed', 'sent', 'mined'] as const)(
    'error: killed when %s was written, another payload for the intent is refused',
    async (stage) => {
      const { transactions, connect } = await account();
      const to = recipient();
      const first = await connect({ timeoutMs: 600 }, dyingAt(transactions, stage));
      await first.send(pay(to, 7n, 'rent')).catch(() => undefined);
      first.close();
      const second = await connect();
      const other = second.send(pay(to, 8n, 'rent'));
      await expect(other).rejects.toMatchObject({ code: 'E_PROTECTION' });
      await second.send(pay(to, 7n, 'rent'));
      expect(await balance(to)).toBe(7n);
    },
  );

  test('behavior: an unnamed transaction that was under way is joined by the next equal call', async () => {
    const { transactions, connect } = await account();
    const to = recipient();
    const first = await connect({ timeoutMs: 600 }, dyingAt(transactions, 'signed'));
    await first.send(pay(to, 3n)).catch(() => undefined);
    first.close();
    const second = await connect();
    await second.send(pay(to, 3n));
    expect(await balance(to)).toBe(3n);
    await second.send(pay(to, 3n));
    expect(await balance(to)).toBe(6n);
  });

  test('behavior: what an earlier process left is mined without being asked for', async () => {
    const { transactions, connect } = await account();
    const to = recipient();
    const first = await connect({ timeoutMs: 600 }, dyingAt(transactions, 'signed'));
    await first.send(pay(to, 4n, 'rent')).catch(() => undefined);
    first.close();
    await connect();
    await until(async () => (await balance(to)) === 4n);
  });

  test('behavior: a stuck transaction is replaced by a dearer one, at most so often', async () => {
    const { transactions, connect, events, key } = await account();
    const client = await connect({ bumpMs: 60, pollMs: 20, maxBumps: 2 });
    const to = recipient();
    const sent = await paused(async () => {
      const promise = client.send(pay(to, 9n, 'rent'));
      await until(() => events.filter(({ event }) => event === 'fee-raised').length === 2);
      await sleep(300);
      return { promise };
    });
    await sent.promise;
    expect(events.filter(({ event }) => event === 'fee-raised')).toHaveLength(2);
    expect(transactions.find(...key, 'rent')?.signed).toHaveLength(3);
    expect(await balance(to)).toBe(9n);
  });

  test('behavior: no fee is offered above the limit', async () => {
    const { connect, events } = await account();
    const { maxFeePerGas } = await chain.root.provider.getFeeData();
    const limit = maxFeePerGas ?? 0n;
    const client = await connect({ bumpMs: 60, pollMs: 20, maxFeePerGas: limit });
    const to = recipient();
    const { promise } = await paused(async () => {
      const promise = client.send(pay(to, 9n, 'rent'));
      await until(() => events.some(({ event }) => event === 'fee-limit'));
      return { promise };
    });
    await promise;
    expect(events.map(({ event }) => event)).not.toContain('fee-raised');
  });

  test('behavior: any of the replaced transactions may be the one that is mined', async () => {
    const { transactions, connect, key, events } = await account();
    const never = 3_600_000;
    const client = await connect({ bumpMs: 60, pollMs: 20, maxBumps: 1, rebroadcastMs: never });
    const to = recipient();
    const { promise } = await paused(async () => {
      const promise = client.send(pay(to, 2n, 'rent'));
      await until(() => events.some(({ event }) => event === 'fee-raised'));
      const [first = '0x', second = '0x'] = transactions.find(...key, 'rent')?.signed ?? [];
      // The event tells of a replacement that was handed over; here it must also have arrived.
      await until(
        async () => (await chain.rpc('eth_getTransactionByHash', [hashOf(second)])) !== null,
      );
      // The node forgets the replacement and is given the original again, as another node would.
      await chain.rpc('anvil_dropAllTransactions');
      await chain.rpc('eth_sendRawTransaction', [first]);
      await chain.rpc('evm_mine');
      expect(second).not.toBe(first);
      return { promise };
    });
    const mined = await promise;
    expect(mined.hash).toBe(hashOf(transactions.find(...key, 'rent')?.signed[0]));
    expect(await balance(to)).toBe(2n);
  });

  test('behavior: a transaction that the node dropped is sent again', async () => {
    const { transactions, connect, key } = await account();
    const client = await connect({ rebroadcastMs: 100, pollMs: 20 });
    const to = recipient();
    const { promise } = await paused(async () => {
      const promise = client.send(pay(to, 6n, 'rent'));
      await until(() => transactions.find(...key, 'rent')?.stage === 'sent');
      const hash = hashOf(transactions.find(...key, 'rent')?.signed[0]);
      await chain.rpc('anvil_dropTransaction', [hash]);
      await until(async () => (await chain.rpc('eth_getTransactionByHash', [hash])) !== null);
      return { promise };
    });
    await promise;
    expect(await balance(to)).toBe(6n);
  });

  test('behavior: 60 sends at once with a third of them dropped leave no gap and no double', async () => {
    const { transactions, connect, key } = await account();
    const client = await connect({ rebroadcastMs: 200 });
    const to = recipient();
    const sends = Array.from({ length: 60 }, (_, i) => client.send(pay(to, 1n, `rent ${i}`)));
    await until(() => transactions.unfinished(...key).length > 20);
    for (const [i, { signed }] of transactions.unfinished(...key).entries()) {
      const hash = hashOf(signed[0]);
      if (i % 3 === 0 && hash !== '') await chain.rpc('anvil_dropTransaction', [hash]);
    }
    await Promise.all(sends);
    expect(await balance(to)).toBe(60n);
    expect(await chain.root.provider.getTransactionCount(key[1])).toBe(60);
  });

  test('behavior: a foreign transaction that takes the nonce first is adopted with a warning', async () => {
    const { connect, events, privateKey, transactions, key } = await account();
    const client = await connect({ pollMs: 20 });
    await client.send(pay(recipient(), 1n));
    const to = recipient();
    const foreign = new Wallet(privateKey, chain.root.provider);
    const { promise } = await paused(async () => {
      const promise = client.send(pay(to, 8n, 'rent'));
      await until(() => transactions.find(...key, 'rent')?.stage === 'sent');
      const nonce = transactions.find(...key, 'rent')?.nonce ?? 0;
      await chain.rpc('anvil_dropAllTransactions');
      await foreign.sendTransaction({ to: recipient(), value: 1n, nonce });
      await chain.rpc('evm_mine');
      return { promise };
    });
    await promise;
    expect(events.map(({ event }) => event)).toContain('nonce-taken');
    expect(transactions.find(...key, 'rent')?.nonce).toBe(2);
    expect(await balance(to)).toBe(8n);
  });

  test('behavior: nonces that were used while nobody looked are adopted with a warning', async () => {
    const { connect, events, privateKey } = await account();
    const client = await connect();
    await client.send(pay(recipient(), 1n));
    const foreign = new Wallet(privateKey, chain.root.provider);
    await (await foreign.sendTransaction({ to: recipient(), value: 1n })).wait();
    await client.send(pay(recipient(), 1n));
    expect(events).toContainEqual({ event: 'foreign-nonce', facts: { expected: 1, adopted: 2 } });
  });

  test('behavior: what a reorg drops is sent again', async () => {
    const { connect, events } = await account();
    const client = await connect({ rebroadcastMs: 100, pollMs: 20, finalPollMs: 50 });
    const to = recipient();
    const { promise } = await paused(async () => {
      const snapshot = await chain.rpc('evm_snapshot');
      const promise = client.send(pay(to, 11n, 'rent'));
      await sleep(300);
      await chain.rpc('evm_mine');
      await promise;
      await chain.rpc('evm_revert', [snapshot]);
      await chain.rpc('anvil_dropAllTransactions');
      expect(await balance(to)).toBe(0n);
      await until(() => events.some(({ event }) => event === 'reorged'));
      return { promise };
    });
    await promise;
    await until(async () => (await balance(to)) === 11n);
  });

  test('error: a call the contract refuses is typed and frees its intent', async () => {
    const { connect, transactions, key } = await account();
    const client = await connect();
    const refused = client.send(pay(recipient(), 10n ** 9n * TOS, 'rent'));
    await expect(refused).rejects.toMatchObject({
      code: 'E_CHAIN_REJECTED',
      details: { name: 'ERC20InsufficientBalance' },
    });
    expect(transactions.find(...key, 'rent')).toBeUndefined();
    await client.send(pay(recipient(), 1n, 'rent'));
  });

  test('error: a call that fails in its block is typed and frees its intent', async () => {
    const { connect, transactions, key, privateKey } = await account();
    const client = await connect({ pollMs: 20 });
    const all = await tokenBalance(client, { address: client.address ?? '0x' });
    const other = await createChainClient({
      ...{ rpcUrl: chain.url, addresses: chain.addresses, privateKey },
      sending: { pollMs: 20 },
    });
    opened.push(other);
    const { promise } = await paused(async () => {
      // Both pass the estimate; the second finds the account empty.
      const first = client.send(pay(recipient(), all, 'rent'));
      await until(() => transactions.find(...key, 'rent')?.stage === 'sent');
      const second = client.send(pay(recipient(), all, 'other'));
      await Promise.race([until(() => transactions.unfinished(...key).length === 2), second]).catch(
        () => undefined,
      );
      return { promise: Promise.allSettled([first, second]) };
    });
    const [first, second] = await promise;
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'E_CHAIN_REJECTED' } });
    expect(transactions.find(...key, 'other')).toBeUndefined();
  });

  test('error: an account without coins is typed and gives its nonce back', async () => {
    const { connect, key } = await account();
    await chain.rpc('anvil_setBalance', [key[1], '0x1']);
    const client = await connect();
    const to = recipient();
    await expect(client.send(pay(to, 1n, 'rent'))).rejects.toMatchObject({
      code: 'E_CHAIN_REJECTED',
      details: { name: 'InsufficientFunds' },
    });
    await chain.rpc('anvil_setBalance', [key[1], '0xde0b6b3a7640000']);
    await client.send(pay(to, 1n, 'rent'));
    expect(await chain.root.provider.getTransactionCount(key[1])).toBe(1);
  });

  test('error: a fee limit below what the chain takes is typed and gives the nonce back', async () => {
    const { connect, transactions, key } = await account();
    const client = await connect({ maxFeePerGas: 1n });
    await expect(client.send(pay(recipient(), 1n, 'rent'))).rejects.toMatchObject({
      code: 'E_CHAIN_REJECTED',
      details: { name: 'Underpriced' },
    });
    expect(transactions.find(...key, 'rent')).toBeUndefined();
    const richer = await connect();
    await richer.send(pay(recipient(), 1n, 'rent'));
    expect(transactions.find(...key, 'rent')?.nonce).toBe(0);
  });

  test('error: a journal of a longer chain is refused', async () => {
    const { connect, transactions, key } = await account();
    const record = transactions.prepare({
      ...{ chainId: key[0], sender: key[1], intent: 'old', to: recipient(), data: '0x' },
    });
    transactions.update(record.id, {
      ...{ stage: 'mined', nonce: 3, signed: [], failure: null },
      mined: { hash: '0x00', blockNumber: 10_000_000 },
    });
    await expect(connect()).rejects.toMatchObject({ code: 'E_RPC_WRONG_CHAIN' });
  });
});

function hashOf(raw: Hex | undefined): string {
  return raw === undefined ? '' : (Transaction.from(raw).hash ?? '');
}
