import { createBlock } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { createAccount, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import { createVM } from '@ethereumjs/vm';
import { hexlify } from 'ethers';
import type { Hex } from '../../../core/contentId.ts';
import { CHECK_LIMITS } from '../limits.ts';
import { chainRules } from './chainRules.ts';
import {
  executeRead,
  executeTransaction,
  NOTHING,
  type Transaction,
  type TransactionResult,
} from './executeTransaction.ts';
import { JournaledState } from './journaledState.ts';
import type { World } from './world.ts';

/** A private chain of one world: every transaction is really signed and has a block of its own. */
export interface Chain {
  readonly world: World;
  /** Gas left for reads; a caller that reads often may refill it. */
  readonly reads: { gasLeft: bigint };
  send(transaction: Transaction): Promise<TransactionResult>;
  /** A static call from nobody; undefined when it fails or all reads' gas is spent. */
  read(to: Hex, data: Hex): Promise<Hex | undefined>;
  balanceOf(address: Hex): Promise<bigint>;
  /** Sets a balance before the first transaction: the only way money enters. */
  fund(address: Hex, wei: bigint): Promise<void>;
  /** What a transaction would do now; it leaves no trace. */
  attempt(transaction: Transaction): Promise<TransactionResult>;
  /** Moves the clock, seconds. */
  wait(seconds: number): Promise<void>;
  stateRoot(): Promise<Hex>;
  /** An independent chain in the same state. */
  fork(): Promise<Chain>;
}

/** Seconds between two blocks. */
const BLOCK_TIME = 12n;
const BLOCK_GAS = 1_000_000_000n;

export async function createChain(world: World, hardfork: string): Promise<Chain> {
  const start = { number: world.blockNumber, timestamp: world.timestamp };
  return chainOver({ world, hardfork, state: new JournaledState(), clock: start });
}

interface Parts {
  readonly world: World;
  readonly hardfork: string;
  readonly state: JournaledState;
  readonly clock: { number: bigint; timestamp: bigint };
}

async function chainOver({ world, hardfork, state, clock }: Parts): Promise<Chain> {
  // One Common for machine, block and transaction: they must not disagree about the rules.
  const common = chainRules(hardfork);
  const machine = () => createVM({ common, stateManager: state, blockchain: hashesOf(world) });
  let vm = await machine();
  const now = { ...clock };
  const reads = { gasLeft: BigInt(CHECK_LIMITS.readGas) };

  return {
    world,
    reads,
    async send(transaction) {
      now.number += 1n;
      now.timestamp += BLOCK_TIME;
      const result = await executeTransaction(vm, blockAt(world, common, now), {
        world,
        transaction,
      });
      if (result !== undefined) return result;
      // Thrown out of the machine's middle: nothing it half did may stay.
      await state.revertAll();
      vm = await machine();
      return { ...NOTHING, failure: 'not executable' };
    },
    async read(to, data) {
      const next = { number: now.number + 1n, timestamp: now.timestamp + BLOCK_TIME };
      const word = await executeRead(vm, blockAt(world, common, next), { to, data, reads });
      await state.revertAll();
      if (word === null) vm = await machine();
      return word ?? undefined;
    },
    async balanceOf(address) {
      const account = await state.getAccount(createAddressFromString(address));
      return account?.balance ?? 0n;
    },
    fund: (address, wei) =>
      state.putAccount(createAddressFromString(address), createAccount({ balance: wei })),
    wait(seconds) {
      now.timestamp += BigInt(seconds);
      now.number += BigInt(seconds) / BLOCK_TIME;
      return Promise.resolve();
    },
    stateRoot: async () => hexlify(await state.getStateRoot()) as Hex,
    async attempt(transaction) {
      const copy = await chainOver({ world, hardfork, state: state.shallowCopy(), clock: now });
      return copy.send(transaction);
    },
    fork: () => chainOver({ world, hardfork, state: state.shallowCopy(), clock: now }),
  };
}

/** Block hashes of a chain whose blocks nobody stores. */
function hashesOf(world: World) {
  const chain = {
    getBlock: (number: number | bigint | Uint8Array) =>
      Promise.resolve({
        hash: () => hexToBytes(world.random('blockhash', BigInt(number as number | bigint))),
      }),
    putBlock: () => Promise.resolve(),
    shallowCopy: () => chain,
  };
  return chain;
}

function blockAt(world: World, common: Common, at: { number: bigint; timestamp: bigint }) {
  return createBlock(
    {
      header: {
        ...at,
        coinbase: world.coinbase,
        gasLimit: BLOCK_GAS,
        // Free gas: an attacker's profit is exact to the wei.
        ...(common.isActivatedEIP(1559) ? { baseFeePerGas: 0n } : {}),
        mixHash: world.random('prevrandao', at.number),
      },
    },
    { common },
  );
}
