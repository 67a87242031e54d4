import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Hex } from '../core/contentId.ts';
import type { TransactionJournal } from '../core/transactionJournal.ts';
import { tokenBalance } from './actions/tokenBalance.ts';
import type { ChainClient, ContractCall } from './chainClient.ts';
import { createChainClient } from './createChainClient.ts';
import { createTransactionJournal } from './createTransactionJournal.ts';
import { startLocalChain, type LocalChain } from './test/localChain.ts';
import { startRpcProxy, type RpcProxy } from './test/rpcProxy.ts';
import type { SenderSettings } from './senderSettings.ts';

let chain: LocalChain;
const opened: { close(): void }[] = [];

beforeAll(async () => {
  chain = await startLocalChain();
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});
afterAll(() => chain.stop());

const FAST: Partial<SenderSettings> = { pollMs: 15, rebroadcastMs: 60, finalPollMs: 100 };
const AMOUNT = 7n;

let recipients = 0;
const pay = (to: Hex): ContractCall => ({
  ...{ contract: 'PoIWToken', method: 'transfer', args: [to, AMOUNT], intent: 'rent' },
});

interface Account {
  readonly privateKey: string;
  readonly address: Hex;
  readonly to: Hex;
  readonly journal: TransactionJournal;
}

async function account(): Promise<Account> {
  const { wallet, address = '0x' } = await chain.outsider();
  const to: Hex = `0x${(0xfee000 + (recipients += 1)).toString(16).padStart(40, '0')}`;
  const journal = createTransactionJournal();
  return { privateKey: wallet?.privateKey ?? '', address, to, journal };
}

interface Connection {
  readonly rpcUrl?: string | readonly string[];
  readonly journal?: TransactionJournal;
  readonly sending?: Partial<SenderSettings>;
  readonly events?: string[];
}

async function connect(
  { privateKey, journal }: Account,
  { events = [], sending = {}, ...rest }: Connection = {},
): Promise<ChainClient> {
  const client = await createChainClient({
    ...{ rpcUrl: rest.rpcUrl ?? chain.url, addresses: chain.addresses, privateKey },
    ...{ transactions: rest.journal ?? journal, sending: { ...FAST, ...sending } },
    log: (event) => events.push(event),
  });
  opened.push(client);
  return client;
}

async function proxyTo(target: string): Promise<RpcProxy> {
  const proxy = await startRpcProxy(target);
  opened.push(proxy);
  return proxy;
}

/** Counts the steps of a process and kills it at one of them. */
class Mortal {
  #left: number;
  readonly #died = Promise.withResolvers<undefined>();
  dead = false;

  constructor(steps: number) {
    this.#left = steps;
  }

  get died(): Promise<undefined> {
    return this.#died.promise;
  }

  step(): void {
    if (!this.dead && this.#left > 0) {
      this.#left -= 1;
      return;
    }
    this.dead = true;
    this.#died.resolve(undefined);
    throw new Error('the process is gone');
  }
}

/** Each write can be the last thing before, or after it reached the disk. */
function mortalJournal(journal: TransactionJournal, life: Mortal): TransactionJournal {
  const guard = <T>(write: () => T): T => {
    life.step();
    const result = write();
    life.step();
    return result;
  };
  return {
    ...journal,
    prepare: (intent) => guard(() => journal.prepare(intent)),
    update: (id, progress) => guard(() => journal.update(id, progress)),
  };
}

/** Sends over a network and with a journal that die at a step. @returns whether it died */
async function sendUntilDead(who: Account, steps: number, sending: Partial<SenderSettings>) {
  const life = new Mortal(steps);
  const proxy = await proxyTo(chain.url);
  const journal = mortalJournal(who.journal, life);
  const client = await connect(who, { rpcUrl: proxy.url, journal, sending });
  proxy.answer = async (_, real) => {
    life.step();
    const reply = await real();
    life.step();
    return reply;
  };
  const sent = client.send(pay(who.to)).catch(() => undefined);
  await Promise.race([life.died, sent]);
  client.close();
  proxy.close();
  return life.dead;
}

/** Another process with the same journal finishes the job. */
async function finish(who: Account): Promise<void> {
  const client = await connect(who);
  await client.send(pay(who.to));
}

async function once({ to, address }: Account, used = 1): Promise<void> {
  expect(await tokenBalance(chain.root, { address: to })).toBe(AMOUNT);
  expect(await chain.root.provider.getTransactionCount(address, 'pending')).toBe(used);
}

describe('a sender that dies', () => {
  test('behavior: killed at any step up to mined, the payment is made once', async () => {
    const SIDE_BY_SIDE = 6;
    let steps = 0;
    for (let died = true; died; steps += SIDE_BY_SIDE) {
      const places = Array.from({ length: SIDE_BY_SIDE }, (_, i) => steps + i);
      const outcomes = await Promise.all(
        places.map(async (place) => {
          const who = await account();
          const dead = await sendUntilDead(who, place, { maxBumps: 0 });
          await finish(who);
          await once(who);
          return dead;
        }),
      );
      died = outcomes.some(Boolean);
    }
    // Estimate, price, nonce, signature, handing over, receipt: each was a place to die at.
    expect(steps).toBeGreaterThan(24);
  });

  test('behavior: killed at any step of raising its fee, the payment is made once', async () => {
    const accounts = await Promise.all(Array.from({ length: 36 }, account));
    await chain.rpc('evm_setIntervalMining', [0]);
    // Nothing is mined meanwhile, and asking again is a step too: all die, however slow the machine.
    const sending = { bumpMs: 20, maxBumps: 2, timeoutMs: 50_000 };
    const dead = await Promise.all(
      accounts.map((who, i) => sendUntilDead(who, 12 + i, sending)),
    ).finally(() => chain.rpc('anvil_setIntervalMining', [1]));
    const raised = accounts.filter(({ journal, address }) => {
      const signed = journal.find(chain.root.chainId, address, 'rent')?.signed ?? [];
      return signed.length > 1;
    });
    expect(dead).not.toContain(false);
    expect(raised.length).toBeGreaterThan(5);
    await Promise.all(accounts.map(finish));
    await Promise.all(accounts.map((who) => once(who)));
  });
});

describe('a sender that is lied to', () => {
  test('behavior: a node that hides the receipt does not make it pay twice', async () => {
    const who = await account();
    const liar = await proxyTo(chain.url);
    const events: string[] = [];
    const client = await connect(who, { rpcUrl: [liar.url, chain.url], events });
    let hidden = 0;
    liar.answer = ({ method }) => {
      if (method !== 'eth_getTransactionReceipt') return undefined;
      hidden += 1;
      return { result: null };
    };
    const sent = client.send(pay(who.to));
    while (hidden < 30) await sleep(20);
    await once(who);
    liar.answer = () => undefined;
    await sent;
    await once(who);
    expect(events).not.toContain('nonce-taken');
  });

  test('behavior: a node that says the nonce is used, and has the transaction, is not believed', async () => {
    const who = await account();
    const liar = await proxyTo(chain.url);
    const client = await connect(who, { rpcUrl: liar.url });
    liar.answer = async ({ method }, real) => {
      if (method !== 'eth_sendRawTransaction') return undefined;
      await real();
      return { error: { code: -32000, message: 'nonce too low' } };
    };
    await client.send(pay(who.to));
    await once(who);
  });

  test('behavior: an invented receipt is not believed', async () => {
    const who = await account();
    const liar = await proxyTo(chain.url);
    const events: string[] = [];
    const sending = { timeoutMs: 30_000 };
    const client = await connect(who, { rpcUrl: liar.url, events, sending });
    let lying = true;
    liar.answer = async ({ method, params = [] }) => {
      if (!lying) return undefined;
      // The payment never leaves, and is said to be done.
      if (method === 'eth_sendRawTransaction') return { result: `0x${'11'.repeat(32)}` };
      if (method === 'eth_getTransactionCount' && params[1] === 'latest') return { result: '0x9' };
      if (method !== 'eth_getTransactionReceipt') return undefined;
      return { result: await inventedReceipt(params[0] as string, who.address) };
    };
    const sent = client.send(pay(who.to));
    while (!events.includes('receipt-doubtful')) await sleep(20);
    expect(await tokenBalance(chain.root, { address: who.to })).toBe(0n);
    lying = false;
    await sent;
    await once(who);
  });
});

/** A receipt in a real block that does not hold the transaction. */
async function inventedReceipt(transactionHash: string, from: string) {
  const block = await chain.root.provider.getBlock('latest');
  return {
    ...{ transactionHash, from, to: chain.addresses.token, status: '0x1', type: '0x2' },
    ...{ blockHash: block?.hash, blockNumber: `0x${(block?.number ?? 0).toString(16)}` },
    ...{ transactionIndex: '0x0', contractAddress: null, logs: [], cumulativeGasUsed: '0x5208' },
    ...{ logsBloom: `0x${'00'.repeat(256)}`, gasUsed: '0x5208', effectiveGasPrice: '0x1' },
  };
}
