import { computeAddress } from 'ethers';
import { join } from 'node:path';
import { publishTask } from '../chain/actions/publishTask.ts';
import { deriveSalt } from '../core/commitment.ts';
import { digestOf, type Hex } from '../core/contentId.ts';
import { kindNumber } from '../core/taskKind.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import { preparePublication, type Publication } from '../tasks/preparePublication.ts';
import { awaitTask, type AwaitedState } from './awaitTask.ts';
import { freeRound, hiddenKey, type Publisher } from './hiddenPromise.ts';
import { loadKey } from './loadKey.ts';
import { openJournal } from './openJournal.ts';
import { openNetwork } from './openNetwork.ts';
import type { TaskSummary } from './viewTask.ts';

export interface PublisherOptions {
  readonly network: string;
  readonly key: string;
  readonly passwordFile?: string;
  /** Folder of the publisher's journal: it remembers how to open the hidden parts. */
  readonly data: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

export interface PublishOptions extends PublisherOptions {
  /** Phase lengths in seconds that replace the task's own. */
  readonly window: Readonly<Record<string, number>>;
  readonly wait: AwaitedState;
}

/** Puts task folders and their rewards on chain, one after the other, and waits as asked. */
export async function publishFolders(
  folders: readonly string[],
  options: PublishOptions,
): Promise<TaskSummary[]> {
  return withPublisher(options, async (publisher) => {
    const ids: bigint[] = [];
    for (const folder of folders) ids.push(await publishFolder(publisher, folder, options));
    return awaitAll(publisher, ids, options);
  });
}

/** Follows a task until it ends; opens its hidden part when that is this publisher's to do. */
export async function watchTask(taskId: bigint, options: PublisherOptions): Promise<TaskSummary> {
  return withPublisher(options, (publisher) =>
    awaitTask(publisher, taskId, { ...options, wait: 'settled' }),
  );
}

async function publishFolder(
  publisher: Publisher,
  folder: string,
  { window, progress }: PublishOptions,
): Promise<bigint> {
  const { chain, blobs, journal, address } = publisher;
  const loaded = await loadTaskFolder(folder);
  const domain = chain.domainOf('TaskManager');
  const specHash = digestOf(loaded.package.id);
  const key = hiddenKey(publisher, specHash, freeRound(publisher, specHash));
  const salt = deriveSalt(
    publisher.key,
    `hidden|${key.chainId}|${key.contract.toLowerCase()}|${specHash}|${key.round}`,
  );
  const publication = preparePublication(loaded, { domain, publisher: address, salt });
  for (const blob of publication.blobs) await blobs.put(blob);
  const { hidden } = publication;
  if (hidden !== null) journal.checkAndInsert({ ...key, ...hidden });
  const { taskId } = await publishTask(chain, {
    ...publication.terms,
    windows: withWindows(publication.terms, window),
    kind: kindNumber(loaded.package.spec.kind),
    specHash,
    hiddenCommit: hidden?.commit,
  });
  progress(`task ${taskId.toString()} published: ${loaded.package.spec.title}`);
  return taskId;
}

/** The windows asked for; a task without a panel has no voting, whatever was asked. */
function withWindows(
  { windows, panelSize }: Publication['terms'],
  asked: PublishOptions['window'],
): Publication['terms']['windows'] {
  const all = { ...windows, ...asked };
  return panelSize === 0 ? { ...all, voteCommit: 0, voteReveal: 0 } : all;
}

async function awaitAll(
  publisher: Publisher,
  ids: readonly bigint[],
  options: PublishOptions,
): Promise<TaskSummary[]> {
  const summaries: TaskSummary[] = [];
  if (options.wait === 'published') {
    for (const id of ids) summaries.push(await awaitTask(publisher, id, options));
    return summaries;
  }
  // Side by side: the second task's hidden part may be due before the first task is settled.
  return Promise.all(ids.map((id) => awaitTask(publisher, id, options)));
}

async function withPublisher<T>(
  options: PublisherOptions,
  run: (publisher: Publisher) => Promise<T>,
): Promise<T> {
  const key: Hex = await loadKey(options.key, options);
  const { signal, progress } = options;
  const journal = openJournal(join(options.data, 'journal.db'));
  try {
    const opened = await openNetwork(options.network, {
      ...{ signal, privateKey: key, transactions: journal.transactions },
      log: (event, facts) => progress(`chain: ${event} ${JSON.stringify(facts ?? {})}`),
    });
    try {
      return await run({ ...opened, key, address: computeAddress(key) as Hex, journal });
    } finally {
      opened.chain.close();
    }
  } finally {
    journal.close();
  }
}
