import { publishTask } from '../chain/actions/publishTask.ts';
import { deriveSalt } from '../core/commitment.ts';
import { digestOf } from '../core/contentId.ts';
import { kindNumber } from '../core/taskKind.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import { preparePublication, type Publication } from '../tasks/preparePublication.ts';
import { awaitTask, type AwaitedState } from './awaitTask.ts';
import { freeRound, hiddenKey, type Publisher } from './hiddenPromise.ts';
import type { TaskSummary } from './viewTask.ts';
import { withPublisher, type PublisherOptions } from './withPublisher.ts';

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
