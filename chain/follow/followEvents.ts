import type { Log as ChainLog } from 'ethers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError, messageOf } from '../../core/errors.ts';
import type { Log } from '../../core/service.ts';
import type { ChainClient } from '../chainClient.ts';
import { isUnreachable } from '../contractError.ts';
import { decodeEvents } from '../decodeEvents.ts';
import type { LogFilter } from '../rangedLogs.ts';
import { advance, MAX_SPAN, type Advance, type AdvanceOptions } from './advance.ts';
import {
  sourceOf,
  type Cursor,
  type CursorStore,
  type FollowBatch,
  type FollowedEvent,
} from './cursor.ts';

/** Reorgs are followed back this many blocks. */
const REORG_DEPTH = 64;

export interface FollowOptions {
  readonly filters: readonly LogFilter[];
  /** First block of interest, when there is no cursor yet. */
  readonly fromBlock: number;
  readonly store: CursorStore;
  readonly pollMs: number;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Blocks that a reorg may replace, by default 64; older ones are final. */
  readonly depth?: number;
}

/**
 * Our contracts' events as they happen, batch by batch, until the signal aborts. A reorg first takes
 * back what it replaced, newest first. A chain that does not answer is waited for.
 *
 * A batch is saved before it is told, and told again by the next follower when nobody came back for
 * more: nothing is lost in a crash, and a batch that was told twice is known by its `sequence`.
 *
 * @throws PoiwError E_REORG_TOO_DEEP, E_CONFIG when the cursor is of another filter or chain, and
 * what the store throws
 */
export async function* followEvents(
  client: ChainClient,
  { filters, fromBlock, store, pollMs, signal, log, depth = REORG_DEPTH }: FollowOptions,
): AsyncGenerator<FollowBatch, void, undefined> {
  const { provider, chainId } = client;
  const decode = (logs: readonly ChainLog[]) => locate(logs, client);
  const source = sourceOf(chainId, filters);
  const steady = createRetry(log);
  let span = MAX_SPAN;
  let cursor = requireSource(await store.load(), source);
  while (!signal.aborted) {
    if (cursor !== undefined && cursor.untold !== null) {
      yield cursor.untold;
      cursor = { ...cursor, untold: null };
      await store.save(cursor);
    }
    const options: AdvanceOptions = { provider, filters, depth, fromBlock, span, decode };
    const known: Cursor | undefined = cursor;
    const change: Advance | undefined = await steady(async () => {
      const at = known ?? (await beginAt(options, source));
      return at === undefined ? undefined : advance(at, options);
    });
    if (change === undefined) {
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
      continue;
    }
    ({ cursor, span } = change);
    if (hasNews(change.cursor.untold)) await store.save(cursor);
  }
}

/** A batch without events needs no promise to be told. */
function hasNews({ reverted, applied, settled }: FollowBatch): boolean {
  return reverted.length + applied.length + settled.length > 0;
}

function requireSource(cursor: Cursor | undefined, source: Hex): Cursor | undefined {
  if (cursor === undefined || cursor.source === source) return cursor;
  throw new PoiwError('E_CONFIG', 'this cursor is of another chain or of other events', {
    hint: 'name another file for it, or delete it to start from the beginning',
  });
}

/**
 * The blocks before the first one of interest, so that also a reorg across it is noticed.
 *
 * @returns undefined while the chain has not come so far
 */
async function beginAt(
  { provider, depth, fromBlock }: AdvanceOptions,
  source: Hex,
): Promise<Cursor | undefined> {
  const last = Math.max(0, fromBlock - 1);
  const first = Math.max(0, last - depth);
  const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const found = await Promise.all(numbers.map((number) => provider.getBlock(number)));
  const blocks = found.flatMap((one) =>
    one?.hash ? [{ number: one.number, hash: one.hash as Hex, events: [] }] : [],
  );
  if (blocks.length < numbers.length) return undefined;
  return { schema: 'poiw.cursor/v1', source, sequence: 0, untold: null, final: first, blocks };
}

/** Gives undefined for what could not be asked or was not answered, and says so once until it is. */
function createRetry(log: Log) {
  let reachable = true;
  return async <T>(run: () => Promise<T>): Promise<T | undefined> => {
    try {
      const result = await run();
      if (!reachable) log('rpc-back');
      reachable = true;
      return result;
    } catch (error) {
      if (!isUnreachable(error) && !isRefusal(error)) throw error;
      if (reachable) log('rpc-lost', { message: messageOf(error) });
      reachable = false;
      return undefined;
    }
  };
}

/** What a node says no with, as a request too many in a minute; errors of ours are no such thing. */
function isRefusal(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return !(error instanceof PoiwError) && typeof code === 'string';
}

function locate(logs: readonly ChainLog[], client: ChainClient): FollowedEvent[] {
  const { addresses, interfaces } = client;
  return logs.flatMap((log) =>
    decodeEvents([log], addresses, interfaces).map((event) => ({
      ...event,
      blockNumber: log.blockNumber,
      blockHash: log.blockHash as Hex,
      transactionHash: log.transactionHash as Hex,
      logIndex: log.index,
    })),
  );
}
