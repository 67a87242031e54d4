import {
  Transaction,
  type JsonRpcProvider,
  type TransactionReceipt,
  type TransactionRequest,
  type Wallet,
} from 'ethers';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { addressesByName, type Addresses } from './addresses.ts';
import { broadcastTransaction } from './broadcastTransaction.ts';
import type { ContractCall, MinedTransaction } from './chainClient.ts';
import { contractError, type Interfaces } from './contractError.ts';
import { decodeEvents } from './decodeEvents.ts';
import { waitMined } from './waitMined.ts';

export interface SenderComponents {
  readonly provider: JsonRpcProvider;
  readonly wallet: Wallet | undefined;
  readonly interfaces: Interfaces;
  readonly addresses: Addresses;
  readonly signal: AbortSignal | undefined;
}

const NONCE_ATTEMPTS = 3;

/**
 * The one writer of a key. Sends leave one after the other, so that nonces have no gaps; waiting
 * for blocks happens side by side.
 */
export function createTransactionSender(
  components: SenderComponents,
): (call: ContractCall) => Promise<MinedTransaction> {
  const { wallet, interfaces, addresses } = components;
  const nonces = { next: 0, inFlight: 0 };
  let queue: Promise<unknown> = Promise.resolve();

  return async (call) => {
    if (wallet === undefined) throw readOnly(call);
    const sent = queue.then(() => broadcastCall(components, wallet, nonces, call));
    queue = sent.catch(() => undefined);
    const transaction = await sent;
    try {
      const receipt = await waitMined(components, transaction);
      if (receipt.status !== 1) throw await revertReason(components, call, transaction, receipt);
      return {
        hash: receipt.hash as Hex,
        blockNumber: receipt.blockNumber,
        gasUsed: receipt.gasUsed,
        events: decodeEvents(receipt.logs, addresses, interfaces),
      };
    } finally {
      nonces.inFlight -= 1;
    }
  };
}

interface Nonces {
  next: number;
  inFlight: number;
}

async function broadcastCall(
  components: SenderComponents,
  wallet: Wallet,
  nonces: Nonces,
  call: ContractCall,
): Promise<Transaction> {
  const { provider, interfaces, signal } = components;
  signal?.throwIfAborted();
  try {
    const request = await prepare(components, wallet, call);
    for (let attempt = 0; attempt < NONCE_ATTEMPTS; attempt += 1) {
      const nonce = await nextNonce(provider, wallet, nonces);
      const transaction = Transaction.from(await wallet.signTransaction({ ...request, nonce }));
      if (!(await broadcastTransaction(provider, transaction))) continue;
      nonces.next = nonce + 1;
      nonces.inFlight += 1;
      return transaction;
    }
    throw new PoiwError('E_CHAIN_REJECTED', `another program sends with key ${wallet.address}`, {
      retryable: true,
      hint: 'run one daemon per key',
    });
  } catch (error) {
    throw contractError(error, interfaces, `${call.contract}.${call.method}`);
  }
}

/** The chain is asked every time; our own count only matters while it has not seen all we sent. */
async function nextNonce(provider: JsonRpcProvider, wallet: Wallet, nonces: Nonces) {
  const pending = await provider.getTransactionCount(wallet.address, 'pending');
  return nonces.inFlight > 0 ? Math.max(pending, nonces.next) : pending;
}

/** Estimating runs the call: a refusal is known before anything is signed. */
async function prepare(
  { provider, addresses, interfaces }: SenderComponents,
  wallet: Wallet,
  call: ContractCall,
): Promise<TransactionRequest> {
  const to = addressesByName(addresses)[call.contract];
  const data = interfaces[call.contract].encodeFunctionData(call.method, call.args);
  const [gas, fees] = await Promise.all([
    provider.estimateGas({ from: wallet.address, to, data }),
    provider.getFeeData(),
  ]);
  const price =
    fees.maxFeePerGas === null || fees.maxPriorityFeePerGas === null
      ? { type: 0, gasPrice: fees.gasPrice }
      : {
          type: 2,
          maxFeePerGas: fees.maxFeePerGas,
          maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
        };
  // Another transaction may be mined first and make ours a little dearer.
  const gasLimit = (gas * 5n) / 4n + 20_000n;
  return { to, data, gasLimit, value: 0n, chainId: addresses.chainId, ...price };
}

/** A call that passed the estimate but failed in its block: run it again to hear why. */
async function revertReason(
  { provider, interfaces }: SenderComponents,
  call: ContractCall,
  transaction: Transaction,
  receipt: TransactionReceipt,
): Promise<unknown> {
  const what = `${call.contract}.${call.method}`;
  const { from, to, data } = transaction;
  try {
    await provider.call({ from, to, data, blockTag: receipt.blockNumber });
  } catch (error) {
    return contractError(error, interfaces, what);
  }
  return new PoiwError('E_CHAIN_REJECTED', `${what} was refused in block ${receipt.blockNumber}`, {
    retryable: true,
    hint: 'the state changed between sending and mining: look at the task and try again',
    details: { hash: receipt.hash, name: 'unknown', args: {} },
  });
}

function readOnly(call: ContractCall): PoiwError {
  return new PoiwError('E_CONFIG', `${call.contract}.${call.method} needs a key to sign with`, {
    hint: 'this client only reads: give it a private key',
  });
}
