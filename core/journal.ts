import type { Hex } from './contentId.ts';
import type { TransactionJournal } from './transactionJournal.ts';

/** What a promise is about; together with the actor it may be made once. */
export interface PromiseKey {
  readonly chainId: bigint;
  readonly contract: Hex;
  readonly kind: 'answer' | 'vote' | 'hidden';
  readonly taskId: bigint;
  readonly round: number;
  /** Worker (or publisher) address that makes the promise. */
  readonly actor: Hex;
}

/** Everything needed to keep the promise later: to open the commit. */
export interface PromiseRecord extends PromiseKey {
  /** Hash that goes on chain. */
  readonly commit: Hex;
  readonly contentHash: Hex;
  readonly salt: Hex;
  /** Votes only: the packed word. */
  readonly scores?: Hex;
}

/** A daemon's own promises. They survive SIGKILL and power loss once `checkAndInsert` returned. */
export interface Journal {
  /** What the daemon's key sends to the chain. */
  readonly transactions: TransactionJournal;
  /**
   * Records a promise before it is sent, in one durable transaction. The same promise again is no
   * change and returns the first record.
   *
   * @throws PoiwError E_PROTECTION when a different promise for the same key is on record
   */
  checkAndInsert(record: PromiseRecord): PromiseRecord;
  find(key: PromiseKey): PromiseRecord | undefined;
  close(): void;
}

/** Names the transaction that puts a promise on chain: it is sent once, with one payload. */
export function commitIntent({ kind, contract, taskId, round }: PromiseKey): string {
  return `commit ${kind} ${contract.toLowerCase()} ${taskId} ${round}`;
}
