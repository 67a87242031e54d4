import type { Hex } from './contentId.ts';

/**
 * How far a transaction has come. `prepared`: what is to be sent is on disk, nothing is signed.
 * `signed`: bytes exist that a node may or may not have seen. `sent`: a node took them. `mined`: in
 * a block that a reorg may still drop. `final`: so deep that none will. `failed`: it was refused or
 * reverted; the intent is free again.
 */
export type TransactionStage = 'prepared' | 'signed' | 'sent' | 'mined' | 'final' | 'failed';

/** What is to be sent, and for what. */
export interface TransactionIntent {
  readonly chainId: bigint;
  readonly sender: Hex;
  /** Names the purpose: one payload per intent, for ever. Null when every send is a new one. */
  readonly intent: string | null;
  readonly to: Hex;
  readonly data: Hex;
}

/** What may change about a recorded transaction. */
export interface TransactionProgress {
  readonly stage: TransactionStage;
  /** Of the newest signature; null before the first. */
  readonly nonce: number | null;
  /** Every signed transaction of this intent, oldest first: any of them may be the one mined. */
  readonly signed: readonly Hex[];
  readonly mined: { readonly hash: Hex; readonly blockNumber: number } | null;
  /** Why it failed. */
  readonly failure: string | null;
}

export interface TransactionRecord extends TransactionIntent, TransactionProgress {
  readonly id: number;
}

/** A key's outgoing transactions. Each change is durable once the call returned. */
export interface TransactionJournal {
  /**
   * Records a payload before anything is signed. The same payload for a named intent again is no
   * change and returns what is on record.
   *
   * @throws PoiwError E_PROTECTION when another payload is on record for the intent
   */
  prepare(intent: TransactionIntent): TransactionRecord;
  update(id: number, progress: TransactionProgress): TransactionRecord;
  /** The record of a named intent that has not failed. */
  find(chainId: bigint, sender: Hex, intent: string): TransactionRecord | undefined;
  /** Everything that is neither final nor failed, oldest first. */
  unfinished(chainId: bigint, sender: Hex): TransactionRecord[];
  /** Highest nonce ever signed here. */
  lastNonce(chainId: bigint, sender: Hex): number | undefined;
}

/** A record as it stands right after {@link TransactionJournal.prepare}. */
export const PREPARED: TransactionProgress = {
  stage: 'prepared',
  nonce: null,
  signed: [],
  mined: null,
  failure: null,
};
