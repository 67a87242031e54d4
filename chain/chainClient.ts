import type { Contract, Wallet } from 'ethers';
import type { CommitDomain } from '../core/commitment.ts';
import type { Hex } from '../core/contentId.ts';
import type { TransactionRecord } from '../core/transactionJournal.ts';
import type { Addresses } from './addresses.ts';
import type { ContractName } from './artifacts.ts';
import type { Interfaces } from './contractError.ts';
import type { RetryingProvider } from './retryingProvider.ts';

/** One call of one of our contracts. */
export interface ContractCall {
  readonly contract: ContractName;
  readonly method: string;
  readonly args: readonly unknown[];
  /**
   * Names what a transaction is for: sent again, also after a crash, it is the same transaction, and
   * another payload for it is refused. Without one every send is a new transaction.
   */
  readonly intent?: string;
}

/** One event of one of our contracts, arguments as JSON can hold them. */
export interface ChainEvent {
  readonly contract: ContractName;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A transaction that was mined and did what it was meant to. */
export interface MinedTransaction {
  readonly hash: Hex;
  readonly blockNumber: number;
  readonly gasUsed: bigint;
  readonly events: readonly ChainEvent[];
}

export interface ChainClient {
  readonly provider: RetryingProvider;
  readonly chainId: bigint;
  readonly addresses: Addresses;
  readonly contracts: Readonly<Record<ContractName, Contract>>;
  readonly interfaces: Interfaces;
  /** Present when the client was given a key. */
  readonly wallet?: Wallet;
  readonly address?: Hex;
  /** Aborts every wait of this client. */
  readonly signal?: AbortSignal;
  /**
   * Signs, sends and waits until mined.
   *
   * @throws PoiwError E_CHAIN_REJECTED with the contract's error in `details`, E_RPC_UNREACHABLE,
   * E_TIMEOUT, E_PROTECTION when the intent was for something else, E_CONFIG without a key
   */
  send(call: ContractCall): Promise<MinedTransaction>;
  /** The transaction on record for an intent, unless it failed: it is sent, or will be. */
  recorded(intent: string): TransactionRecord | undefined;
  /** @throws PoiwError E_CHAIN_REJECTED, E_RPC_UNREACHABLE */
  read(call: ContractCall): Promise<unknown>;
  /** EIP-712 domain of the commitments a contract checks. */
  domainOf(contract: ContractName): CommitDomain;
  /** Stops polling; the client cannot be used afterwards. */
  close(): void;
}
