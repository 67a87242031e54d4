import { id } from 'ethers';
import type { Hex } from '../../core/contentId.ts';
import type { ChainEvent } from '../chainClient.ts';
import type { LogFilter } from '../rangedLogs.ts';

/** An event and where it happened. The same event in another block is another one. */
export interface FollowedEvent extends ChainEvent {
  readonly blockNumber: number;
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
  readonly logIndex: number;
}

/** A block that a reorg may still replace, with what was told of it. */
export interface KeptBlock {
  readonly number: number;
  readonly hash: Hex;
  readonly events: readonly FollowedEvent[];
}

/** What happened since the batch before, in the order to act on it: reverted, applied, settled. */
export interface FollowBatch {
  /** Counts from 1; a batch that is told again has the number it had. */
  readonly sequence: number;
  /** No longer true, newest first. */
  readonly reverted: readonly FollowedEvent[];
  /** In the order of the chain. */
  readonly applied: readonly FollowedEvent[];
  /** Events that no reorg will take back any more, told before or now; in the order of the chain. */
  readonly settled: readonly FollowedEvent[];
  /** Block up to which everything was told. */
  readonly tip: number;
  /** Newest block the node told of. */
  readonly head: number;
}

/** How far somebody followed. Plain JSON; a follower goes on from it in another process. */
export interface Cursor {
  readonly schema: 'poiw.cursor/v1';
  /** What is followed; a cursor of something else is refused. */
  readonly source: Hex;
  /** Number of the last batch. */
  readonly sequence: number;
  /** The last batch, unless whoever asked for it came back for more. */
  readonly untold: FollowBatch | null;
  /** Everything up to here was told to be final. */
  readonly final: number;
  /** Oldest first; the last one is where to go on. Never empty. */
  readonly blocks: readonly KeptBlock[];
}

/** Where a cursor is kept. `save` is durable when it returns. */
export interface CursorStore {
  load(): Promise<Cursor | undefined>;
  save(cursor: Cursor): Promise<void>;
}

/** Names what is followed: the same filters on the same chain. */
export function sourceOf(chainId: bigint, filters: readonly LogFilter[]): Hex {
  const plain = filters.map(({ address, topics = [] }) => [
    [address].flat().map((one) => one.toLowerCase()),
    topics,
  ]);
  return id(JSON.stringify([chainId.toString(), plain])) as Hex;
}
