import type { Hex } from './contentId.ts';

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
