import type { Hex } from './contentId.ts';
import type { TransactionJournal } from './transactionJournal.ts';

/** What a promise is about; together with the actor it may be made once. */
export interface PromiseKey {
  readonly chainId: bigint;
  readonly contract: Hex;
  readonly kind: 'answer' | 'vote' | 'hidden' | 'ruling' | 'statement';
  /** Of a ruling or statement: the dispute. */
  readonly taskId: bigint;
  /** Of a ruling or statement see {@link file://./courtRound.ts}. */
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
  /** Votes only: the packed word; of a ruling with one more byte, the guilt. */
  readonly scores?: Hex;
}

/** A promise known without what opens it: made elsewhere with the same key, or long over. */
export type SealedPromise = PromiseKey & { readonly commit: Hex };

/** No new promise about this or an earlier task: all made up to here are on record. */
export type Watermark = Pick<PromiseKey, 'chainId' | 'contract' | 'kind' | 'actor' | 'taskId'>;

/** Everything a journal protects, for another machine or a backup. */
export interface ProtectionRecord {
  readonly promises: readonly (PromiseRecord | SealedPromise)[];
  readonly watermarks: readonly Watermark[];
}

/** A daemon's own promises. They survive SIGKILL and power loss once `checkAndInsert` returned. */
export interface Journal {
  /** What the daemon's key sends to the chain. */
  readonly transactions: TransactionJournal;
  /**
   * Records a promise before it is sent, in one durable transaction. The same promise again is no
   * change and returns the first record.
   *
   * @throws PoiwError E_PROTECTION when a different promise for the same key is on record, or none
   * is and a watermark covers the task
   */
  checkAndInsert(record: PromiseRecord): PromiseRecord;
  find(key: PromiseKey): PromiseRecord | undefined;
  /** The recorded commit, whether or not its opening is known. */
  commitOf(key: PromiseKey): Hex | undefined;
  /**
   * Adds what was promised elsewhere, all of it or nothing. What is known already is no change.
   *
   * @returns how many promises were new
   * @throws PoiwError E_PROTECTION when one contradicts the record
   */
  protect(record: ProtectionRecord): number;
  /** Everything on record, in an order that depends on nothing else. */
  protection(): ProtectionRecord;
  close(): void;
}

/** Names the transaction that puts a promise on chain: it is sent once, with one payload. */
export function commitIntent({ kind, contract, taskId, round }: PromiseKey): string {
  return `commit ${kind} ${contract.toLowerCase()} ${taskId} ${round}`;
}
