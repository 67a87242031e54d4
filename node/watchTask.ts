import { setTimeout as sleep } from 'node:timers/promises';
import type { Cursor, CursorStore, FollowBatch } from '../chain/follow/cursor.ts';
import { followEvents } from '../chain/follow/followEvents.ts';
import { taskFilters } from '../chain/taskFilters.ts';
import { PoiwError } from '../core/errors.ts';
import { awaitTask } from './awaitTask.ts';
import type { Publisher } from './hiddenPromise.ts';
import { openCursorFile } from './openCursorFile.ts';
import { openNetwork, type OpenNetwork } from './openNetwork.ts';
import { viewTask, type TaskSummary } from './viewTask.ts';
import { withPublisher, type PublisherOptions } from './withPublisher.ts';

export interface WatchOptions extends Omit<PublisherOptions, 'key'> {
  /** Opens the publisher's hidden part when it is time; without one the task is only watched. */
  readonly key?: string;
  /** When to stop: the task ended, no reorg can change that any more, or never. */
  readonly until: 'ended' | 'final' | 'stopped';
  /** File that remembers what was told; without one all of it is told from the start. */
  readonly cursor?: string;
  /** Told of what happened, once in order; see {@link followEvents}. */
  readonly onBatch: (batch: FollowBatch) => void;
}

const POLL_MS = 500;

/**
 * Follows a task: tells every event and every phase, and opens its hidden part when that is this
 * publisher's to do.
 *
 * @throws PoiwError E_ABORTED when stopped before the task was where it should be,
 * E_REORG_TOO_DEEP, E_NOT_FOUND
 */
export async function watchTask(taskId: bigint, options: WatchOptions): Promise<TaskSummary> {
  const { key } = options;
  if (key !== undefined) {
    return withPublisher({ ...options, key }, (publisher) => watch(publisher, taskId, options));
  }
  const network = await openNetwork(options, { signal: options.signal });
  try {
    return await watch(network, taskId, options);
  } finally {
    network.chain.close();
  }
}

async function watch(
  network: OpenNetwork | Publisher,
  taskId: bigint,
  options: WatchOptions,
): Promise<TaskSummary> {
  await viewTask(network, taskId); // unknown tasks are said to be so at once
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const store = tracked(options.cursor);
  const { progress } = options;
  const telling = tell(network, taskId, { ...options, store, signal });
  const waiting = (async () => {
    const ended = await awaitTask(network, taskId, { wait: 'settled', signal, progress });
    return await untilTold(network, ended, { ...options, store, signal });
  })();
  // Whichever ends first ends the other: the wait with its task, or the events with a failure.
  const [told, summary] = await Promise.allSettled([
    telling.finally(() => ending.abort()),
    waiting.finally(() => ending.abort()),
  ]);
  if (told.status === 'rejected') throw told.reason;
  if (summary.status === 'fulfilled') return summary.value;
  if (options.until === 'stopped' && options.signal.aborted) return viewTask(network, taskId);
  throw summary.reason;
}

interface Progress {
  readonly store: TrackedStore;
  readonly signal: AbortSignal;
  readonly until: WatchOptions['until'];
}

async function tell(
  { chain, network }: OpenNetwork,
  taskId: bigint,
  { store, signal, onBatch, progress }: WatchOptions & Progress,
): Promise<void> {
  const contracts = ['TaskManager', 'VoteModule', 'FeeVault', 'DisputeCourt'] as const;
  const filters = taskFilters(chain, taskId, [...contracts, 'RewardDistributor']);
  const { fromBlock } = network;
  const log = (event: string, facts = {}) => progress(`chain: ${event} ${JSON.stringify(facts)}`);
  const settings = { filters, fromBlock, store, pollMs: POLL_MS, signal, log };
  for await (const batch of followEvents(chain, settings)) onBatch(batch);
}

/** Resolves once everything up to now was told, or, asked for, can no longer change. */
async function untilTold(
  { chain }: OpenNetwork,
  ended: TaskSummary,
  { store, signal, until }: Progress,
): Promise<TaskSummary> {
  const head = await chain.provider.getBlockNumber();
  const isThere = () => {
    const { cursor } = store;
    if (cursor === undefined || until === 'stopped') return false;
    return (until === 'final' ? cursor.final : (cursor.blocks.at(-1)?.number ?? 0)) >= head;
  };
  while (!isThere()) {
    await sleep(POLL_MS / 5, undefined, { signal }).catch((cause: unknown) => {
      throw new PoiwError('E_ABORTED', `stopped after task ${ended.id} was ${ended.state}`, {
        cause,
        hint: `go on with \`poiw task watch ${ended.id}\``,
      });
    });
  }
  return ended;
}

interface TrackedStore extends CursorStore {
  readonly cursor: Cursor | undefined;
}

/** A store that shows how far it is; in memory when there is no file. */
function tracked(path: string | undefined): TrackedStore {
  const file = path === undefined ? undefined : openCursorFile(path);
  let cursor: Cursor | undefined;
  return {
    get cursor() {
      return cursor?.untold === null ? cursor : undefined;
    },
    async load() {
      cursor = await file?.load();
      return cursor;
    },
    async save(next) {
      await file?.save(next);
      cursor = next;
    },
  };
}
