import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { JsonRpcProvider, Wallet } from 'ethers';
import { anvilCommand } from '../../../chain/anvilCommand.ts';
import { choosePort } from '../../../chain/choosePort.ts';
import type { Hex } from '../../../core/contentId.ts';
import { PoiwError } from '../../../core/errors.ts';
import { CHECK_LIMITS } from '../limits.ts';
import type { Chain } from './createChain.ts';
import { NOTHING, type Transaction, type TransactionResult } from './executeTransaction.ts';
import type { World } from './world.ts';

const CHAIN_ID = 31337;
const BLOCK_TIME = 12n;
const READY_MS = 20_000;
/** Waiting moves the block number too; more blocks than this are not mined. */
const MOST_BLOCKS = 1_000n;

/** A chain of one world on anvil, which shares no code with the in-process one. */
export interface AnvilChain extends Chain {
  stop(): Promise<void>;
}

/**
 * Starts anvil with a world's rules, block and clock. Block hashes and prevrandao are its own, and
 * it tells no creations and no return data: outcomes and gas are what it is asked for.
 *
 * @throws PoiwError E_CONFIG when it does not start
 */
export async function startAnvilChain(world: World, hardfork: string): Promise<AnvilChain> {
  const home = await mkdtemp(join(tmpdir(), 'poiw-anvil-'));
  const port = await choosePort();
  const { command, prefix } = anvilCommand();
  const child = spawn(
    command,
    [
      ...prefix,
      ...['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(CHAIN_ID)],
      ...['--hardfork', hardfork, '--accounts', '0', '--no-mining', '--quiet'],
      ...['--gas-limit', '1000000000', '--base-fee', '0', '--gas-price', '0'],
      ...['--timestamp', String(world.timestamp), '--number', String(world.blockNumber)],
    ],
    { stdio: 'ignore', env: { ...process.env, HOME: home } },
  );
  const provider = new JsonRpcProvider(`http://127.0.0.1:${port}`, CHAIN_ID, {
    staticNetwork: true,
    batchMaxCount: 1,
    cacheTimeout: -1,
  });
  const stop = async () => {
    provider.destroy();
    child.kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  };
  try {
    await untilReady(provider);
    await provider.send('anvil_setCoinbase', [world.coinbase]);
  } catch (cause) {
    await stop();
    throw new PoiwError('E_CONFIG', 'anvil does not start', { cause, hint: 'run npm ci again' });
  }
  return { ...chainOver(provider, world), stop };
}

async function untilReady(provider: JsonRpcProvider): Promise<void> {
  const until = performance.now() + READY_MS;
  for (;;) {
    try {
      await provider.send('eth_chainId', []);
      return;
    } catch (thrown) {
      if (performance.now() > until) throw thrown;
      await sleep(25);
    }
  }
}

function chainOver(provider: JsonRpcProvider, world: World): Chain {
  const now = { number: world.blockNumber, timestamp: world.timestamp };
  const reads = { gasLeft: BigInt(CHECK_LIMITS.readGas) };
  const send = async (transaction: Transaction): Promise<TransactionResult> => {
    now.number += 1n;
    now.timestamp += BLOCK_TIME;
    return sendOne(provider, world, { transaction, timestamp: now.timestamp });
  };
  const chain: Chain = {
    world,
    reads,
    send,
    async attempt(transaction) {
      const snapshot: unknown = await provider.send('evm_snapshot', []);
      const before = { ...now };
      const result = await send(transaction);
      await provider.send('evm_revert', [snapshot]);
      Object.assign(now, before);
      return result;
    },
    async read(to, data) {
      const gas = `0x${CHECK_LIMITS.readCallGas.toString(16)}`;
      try {
        return (await provider.send('eth_call', [{ to, data, gas }, 'latest'])) as Hex;
      } catch {
        return undefined;
      }
    },
    balanceOf: (address) => provider.getBalance(address),
    async fund(address, wei) {
      await provider.send('anvil_setBalance', [address, `0x${wei.toString(16)}`]);
    },
    async wait(seconds) {
      now.timestamp += BigInt(seconds);
      const blocks = BigInt(seconds) / BLOCK_TIME;
      if (blocks === 0n || blocks > MOST_BLOCKS) return;
      now.number += blocks;
      // Blocks of one second each: the clock is set with the next transaction.
      await provider.send('anvil_mine', [`0x${blocks.toString(16)}`, '0x1']);
    },
    // Another engine's hash of the same state would say nothing new: outcomes are compared.
    stateRoot: () => Promise.resolve('0x'),
    fork: () => Promise.reject(new Error('anvil has one state; use attempt')),
  };
  return chain;
}

async function sendOne(
  provider: JsonRpcProvider,
  world: World,
  { transaction, timestamp }: { transaction: Transaction; timestamp: bigint },
): Promise<TransactionResult> {
  const { from, to, data, value, gasLimit } = transaction;
  const { key, address } = world.actor(from);
  if ((await provider.getBalance(address)) < value) {
    return { ...NOTHING, failure: 'the sender does not own the value to send' };
  }
  const nonce = await provider.getTransactionCount(address);
  const fields = { chainId: CHAIN_ID, type: 0, nonce, gasPrice: 0n, gasLimit, value, data };
  const signed = await new Wallet(key).signTransaction(to === null ? fields : { ...fields, to });
  await provider.send('evm_setNextBlockTimestamp', [Number(timestamp)]);
  let hash: unknown;
  try {
    hash = await provider.send('eth_sendRawTransaction', [signed]);
  } catch {
    return { ...NOTHING, failure: 'out of gas' };
  }
  await provider.send('evm_mine', []);
  const receipt = (await provider.send('eth_getTransactionReceipt', [hash])) as Receipt;
  const ok = receipt.status === '0x1';
  const created = to === null && ok ? receipt.contractAddress : null;
  return {
    ...NOTHING,
    ok,
    gas: BigInt(receipt.gasUsed),
    failure: ok ? null : 'revert',
    created,
    creations: created === null ? [] : [{ creator: address, created }],
  };
}

interface Receipt {
  readonly status: Hex;
  readonly gasUsed: Hex;
  readonly contractAddress: Hex;
}
