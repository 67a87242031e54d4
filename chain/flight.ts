import { Transaction, type TransactionReceipt } from 'ethers';
import type { Hex } from '../core/contentId.ts';
import type { TransactionRecord } from '../core/transactionJournal.ts';

/** What a caller wants sent. */
export interface Payload {
  /** For messages: contract and method. */
  readonly what: string;
  readonly intent: string | null;
  readonly to: Hex;
  readonly data: Hex;
}

/** A transaction on its way: its record and who waits for it. */
export interface Flight {
  record: TransactionRecord;
  readonly what: string;
  /** Nobody of this process waits for it: the next equal call does. */
  orphan: boolean;
  /** A send is at work on it; looks leave it alone. */
  busy: boolean;
  outcome: PromiseWithResolvers<TransactionReceipt>;
  /** When its newest bytes were signed, and when some were last handed to a node. */
  signedAt: number;
  sentAt: number;
  bumps: number;
  /** Looks in a row that found its nonce used and none of its hashes in a block. */
  absent: number;
  /** How often another program took its nonce. */
  displaced: number;
}

export function createFlight(record: TransactionRecord, what: string, now: number): Flight {
  const outcome = newOutcome();
  const times = { signedAt: now, sentAt: -Infinity };
  return {
    record,
    what,
    outcome,
    orphan: false,
    busy: false,
    bumps: 0,
    absent: 0,
    displaced: 0,
    ...times,
  };
}

export function newOutcome(): Flight['outcome'] {
  const outcome = Promise.withResolvers<TransactionReceipt>();
  // Nobody may be waiting when it fails.
  outcome.promise.catch(() => undefined);
  return outcome;
}

export function nonceOf({ record }: Flight): number {
  return record.nonce ?? Infinity;
}

/** Of all its signed transactions. */
export function hashesOf({ signed }: TransactionRecord): string[] {
  return signed.map((raw) => Transaction.from(raw).hash ?? '');
}

/** The newest of its signed transactions. */
export function lastOf({ record }: Flight): Transaction {
  return Transaction.from(record.signed.at(-1) ?? '');
}

export function isUnmined({ record }: Flight): boolean {
  return record.stage === 'signed' || record.stage === 'sent';
}

export function carries({ record }: Flight, { to, data }: Payload): boolean {
  return record.to.toLowerCase() === to.toLowerCase() && record.data === data;
}
