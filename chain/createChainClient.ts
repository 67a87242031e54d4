import { Contract, Wallet, keccak256 } from 'ethers';
import type { JsonRpcProvider } from 'ethers';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import type { Log } from '../core/service.ts';
import type { TransactionJournal } from '../core/transactionJournal.ts';
import { addressesByName, type Addresses } from './addresses.ts';
import { mapContracts, type ContractName } from './artifacts.ts';
import type { ChainClient, ContractCall } from './chainClient.ts';
import { connectRpc } from './connectRpc.ts';
import { contractError, type Interfaces } from './contractError.ts';
import { loadInterfaces } from './loadInterfaces.ts';
import type { RetryingProvider } from './retryingProvider.ts';
import { rpcUnreachable } from './rpcUnreachable.ts';
import { createTransactionJournal } from './createTransactionJournal.ts';
import { SENDER_DEFAULTS, type SenderSettings } from './senderSettings.ts';
import { createTransactionSender, type TransactionSender } from './transactionSender.ts';

export interface ChainClientOptions {
  /** One URL, or several of the same chain to fail over between. */
  readonly rpcUrl: string | readonly string[];
  readonly addresses: Addresses;
  /** Without a key the client only reads. One client per key: it owns the key's nonces. */
  readonly privateKey?: string;
  /** How long one request may take, by default ten seconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Where what is sent is recorded first; by default only in memory. */
  readonly transactions?: TransactionJournal;
  /** Told of fee raises, foreign nonces, reorgs. */
  readonly log?: Log;
  readonly sending?: Partial<SenderSettings>;
}

/**
 * Connects to a deployment and makes sure it is the right one.
 *
 * @throws PoiwError E_RPC_UNREACHABLE (retryable), E_RPC_WRONG_CHAIN, E_CODE_MISMATCH
 */
export async function createChainClient(options: ChainClientOptions): Promise<ChainClient> {
  const { addresses, signal } = options;
  signal?.throwIfAborted();
  const provider = await connectRpc(options.rpcUrl, addresses.chainId, {
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  try {
    await checkCode(provider, addresses);
  } catch (error) {
    provider.destroy();
    throw error;
  }
  const interfaces = loadInterfaces();
  const contracts = bindContracts(provider, addresses, interfaces);
  const wallet =
    options.privateKey === undefined ? undefined : new Wallet(options.privateKey, provider);
  const transactions = options.transactions ?? createTransactionJournal();
  const sending = { ...options, transactions };
  const sender = wallet === undefined ? undefined : senderOf(wallet, provider, interfaces, sending);
  try {
    await sender?.resume();
  } catch (error) {
    provider.destroy();
    throw contractError(error, interfaces, 'taking up unfinished transactions');
  }
  return {
    provider,
    chainId: BigInt(addresses.chainId),
    addresses,
    contracts,
    interfaces,
    ...(wallet === undefined ? {} : { wallet, address: wallet.address as Hex }),
    ...(signal === undefined ? {} : { signal }),
    send: (call) => (sender === undefined ? Promise.reject(readOnly(call)) : sender.send(call)),
    recorded: (intent) =>
      wallet === undefined
        ? undefined
        : transactions.find(BigInt(addresses.chainId), wallet.address as Hex, intent),
    read: (call) => readContract(contracts, interfaces, call),
    domainOf: (name) => ({
      chainId: BigInt(addresses.chainId),
      contract: addressesByName(addresses)[name],
    }),
    close: () => {
      sender?.close();
      provider.destroy();
    },
  };
}

function senderOf(
  wallet: Wallet,
  provider: RetryingProvider,
  interfaces: Interfaces,
  {
    addresses,
    signal,
    transactions,
    log,
    sending,
  }: ChainClientOptions & { readonly transactions: TransactionJournal },
): TransactionSender {
  return createTransactionSender(
    {
      ...{ wallet, provider, interfaces, addresses, signal, transactions },
      log: log ?? (() => undefined),
    },
    { ...SENDER_DEFAULTS, ...sending },
  );
}

function readOnly(call: ContractCall): PoiwError {
  return new PoiwError('E_CONFIG', `${call.contract}.${call.method} needs a key to sign with`, {
    hint: 'this client only reads: give it a private key',
  });
}

function bindContracts(
  provider: JsonRpcProvider,
  addresses: Addresses,
  interfaces: Interfaces,
): Record<ContractName, Contract> {
  const where = addressesByName(addresses);
  return mapContracts((name) => new Contract(where[name], interfaces[name], provider));
}

async function readContract(
  contracts: Readonly<Record<ContractName, Contract>>,
  interfaces: Interfaces,
  { contract, method, args }: ContractCall,
): Promise<unknown> {
  try {
    return await contracts[contract].getFunction(method).staticCall(...args);
  } catch (error) {
    throw contractError(error, interfaces, `${contract}.${method}`);
  }
}

async function checkCode(provider: JsonRpcProvider, addresses: Addresses): Promise<void> {
  const names = Object.entries(addressesByName(addresses)) as [ContractName, Hex][];
  const codes = await Promise.all(names.map(([, address]) => provider.getCode(address))).catch(
    (error: unknown) => {
      throw rpcUnreachable(error);
    },
  );
  names.forEach(([name, address], i) => {
    const code = codes[i] ?? '0x';
    if (code !== '0x' && keccak256(code) === addresses.codeHashes[name]) return;
    throw new PoiwError(
      'E_CODE_MISMATCH',
      code === '0x' ? `no ${name} at ${address}` : `the code at ${address} is not our ${name}`,
      {
        hint: 'the chain was reset or the addresses belong to another deployment: deploy again',
        details: { contract: name, address },
      },
    );
  });
}
