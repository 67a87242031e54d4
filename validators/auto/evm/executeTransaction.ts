import type { createBlock } from '@ethereumjs/block';
import { createLegacyTx } from '@ethereumjs/tx';
import { createAddressFromString, hexToBytes, type Address } from '@ethereumjs/util';
import { runTx, type RunTxResult, type VM } from '@ethereumjs/vm';
import { hexlify } from 'ethers';
import type { Hex } from '../../../core/contentId.ts';
import { CHECK_LIMITS } from '../limits.ts';
import type { World } from './world.ts';

export interface Transaction {
  /** Actor that signs; nobody else's name can be on it. */
  readonly from: string;
  /** null creates a contract. */
  readonly to: Hex | null;
  readonly data: Hex;
  readonly value: bigint;
  readonly gasLimit: bigint;
}

export interface Log {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

export interface TransactionResult {
  readonly ok: boolean;
  /** What the sender pays for: intrinsic and execution gas less refunds. */
  readonly gas: bigint;
  /** Execution alone, refunds taken off up to a fifth; free of calldata's price. */
  readonly executionGas: bigint;
  readonly returnData: Hex;
  /** The machine's name of what went wrong, e.g. `revert`, `out of gas`; null when ok. */
  readonly failure: string | null;
  readonly created: Hex | null;
  readonly logs: readonly Log[];
  /** Contracts created by anyone in this transaction, in order. */
  readonly creations: readonly Creation[];
}

interface Creation {
  readonly creator: Hex;
  readonly created: Hex;
}

/** Nothing happened, and nothing was paid. */
export const NOTHING = {
  ok: false,
  gas: 0n,
  executionGas: 0n,
  returnData: '0x',
  created: null,
  logs: [],
  creations: [],
} as const;

export type Block = ReturnType<typeof createBlock>;

const OBSERVER = createAddressFromString(`0x${'0b'.repeat(20)}`);

/** undefined when the machine itself failed, as for a precompile this build does not have. */
export async function executeTransaction(
  vm: VM,
  block: Block,
  { world, transaction }: { world: World; transaction: Transaction },
): Promise<TransactionResult | undefined> {
  const { from, to, data, value, gasLimit } = transaction;
  const { key, publicKey, address } = world.actor(from);
  const sender = createAddressFromString(address);
  const account = await vm.stateManager.getAccount(sender);
  if ((account?.balance ?? 0n) < value) {
    return { ...NOTHING, failure: 'the sender does not own the value to send' };
  }
  const trace = traceCreations(vm);
  try {
    const tx = createLegacyTx(
      {
        nonce: account?.nonce ?? 0n,
        gasPrice: 0n,
        gasLimit,
        value,
        data,
        ...(to === null ? {} : { to }),
      },
      { common: vm.common },
    ).sign(hexToBytes(key), false);
    // What recovery from this very signature gives, without the half of the time it takes.
    tx.cache.senderPubKey = hexToBytes(publicKey);
    if (tx.getIntrinsicGas() > gasLimit) return { ...NOTHING, failure: 'out of gas' };
    return { ...resultOf(await runTx(vm, { tx, block })), creations: trace.creations };
  } catch {
    return undefined;
  } finally {
    trace.stop();
  }
}

/** The parts of the machine's messages and results that matter here. */
interface Caller {
  readonly to?: Address;
  readonly caller: Address;
}
interface Left {
  readonly createdAddress?: Address;
  readonly execResult: { readonly exceptionError?: unknown };
}

/** Who creates what while it is on; creations that are undone later are listed too. */
function traceCreations({ evm }: VM) {
  const creations: Creation[] = [];
  const open: Caller[] = [];
  const enter = (message: Caller) => void open.push(message);
  const leave = ({ createdAddress, execResult }: Left) => {
    const message = open.pop();
    const done = createdAddress !== undefined && execResult.exceptionError === undefined;
    if (message === undefined || message.to !== undefined || !done) return;
    creations.push({ creator: message.caller.toString(), created: createdAddress.toString() });
  };
  evm.events?.on('beforeMessage', enter);
  evm.events?.on('afterMessage', leave);
  return {
    creations,
    stop() {
      evm.events?.off('beforeMessage', enter);
      evm.events?.off('afterMessage', leave);
    },
  };
}

function resultOf({ execResult, createdAddress, totalGasSpent, gasRefund }: RunTxResult) {
  const failure = execResult.exceptionError?.error ?? null;
  const used = execResult.executionGasUsed;
  return {
    ok: failure === null,
    gas: totalGasSpent,
    executionGas: used - (gasRefund < used / 5n ? gasRefund : used / 5n),
    returnData: hexlify(execResult.returnValue) as Hex,
    failure,
    created: failure === null && createdAddress !== undefined ? createdAddress.toString() : null,
    logs: failure === null ? (execResult.logs ?? []).map(logOf) : [],
  };
}

function logOf([address, topics, data]: readonly [Uint8Array, Uint8Array[], Uint8Array]): Log {
  return {
    address: hexlify(address) as Hex,
    topics: topics.map((topic) => hexlify(topic) as Hex),
    data: hexlify(data) as Hex,
  };
}

/** undefined when the call fails, null when the machine itself did; its writes must be reverted. */
export async function executeRead(
  vm: VM,
  block: Block,
  { to, data, reads }: { to: Hex; data: Hex; reads: { gasLeft: bigint } },
): Promise<Hex | undefined | null> {
  const most = BigInt(CHECK_LIMITS.readCallGas);
  await vm.stateManager.checkpoint();
  try {
    const { execResult } = await vm.evm.runCall({
      block,
      caller: OBSERVER,
      to: createAddressFromString(to),
      data: hexToBytes(data),
      gasLimit: reads.gasLeft < most ? reads.gasLeft : most,
      isStatic: true,
    });
    reads.gasLeft -= execResult.executionGasUsed;
    if (execResult.exceptionError !== undefined) return undefined;
    return hexlify(execResult.returnValue) as Hex;
  } catch {
    return null;
  } finally {
    vm.evm.journal.cleanJournal();
    vm.stateManager.originalStorageCache.clear();
  }
}
