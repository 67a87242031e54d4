import type { Wallet } from 'ethers';
import type { Log } from '../core/service.ts';
import type { TransactionJournal } from '../core/transactionJournal.ts';
import type { Addresses } from './addresses.ts';
import type { Interfaces } from './contractError.ts';
import type { RetryingProvider } from './retryingProvider.ts';

export interface SenderSettings {
  /** Time between looks at what is not mined yet. */
  readonly pollMs: number;
  /** A node may drop a transaction: the same bytes are sent again after this long. */
  readonly rebroadcastMs: number;
  /** A transaction not mined for this long is replaced by one that pays more. */
  readonly bumpMs: number;
  /** How often it is replaced at most. */
  readonly maxBumps: number;
  /** wei per gas that is never offered more of; by default ten times the first offer */
  readonly maxFeePerGas: bigint | null;
  /** How long a caller waits. The transaction is driven on after that. */
  readonly timeoutMs: number;
  /** Blocks on top of a transaction that make it final. */
  readonly confirmations: number;
  /** Time between looks at what is mined and not final. */
  readonly finalPollMs: number;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}

export const SENDER_DEFAULTS: SenderSettings = {
  pollMs: 150,
  rebroadcastMs: 5_000,
  bumpMs: 30_000,
  maxBumps: 8,
  maxFeePerGas: null,
  timeoutMs: 120_000,
  confirmations: 64,
  finalPollMs: 4_000,
  now: () => performance.now(),
};

export interface SenderComponents {
  readonly provider: RetryingProvider;
  readonly wallet: Wallet;
  readonly interfaces: Interfaces;
  readonly addresses: Addresses;
  readonly transactions: TransactionJournal;
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
}
