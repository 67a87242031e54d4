import { publishTask } from '../chain/actions/publishTask.ts';
import { readLogs } from '../chain/readLogs.ts';
import { deriveSalt } from '../core/commitment.ts';
import { digestOf, type Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { kindNumber } from '../core/taskKind.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import { preparePublication, type Publication } from '../tasks/preparePublication.ts';
import { awaitTask, type AwaitedState } from './awaitTask.ts';
import { hiddenKey, MAX_ROUND, type Publisher } from './hiddenPromise.ts';
import type { TaskSummary } from './viewTask.ts';
import { withPublisher, type PublisherOptions } from './withPublisher.ts';

export interface PublishOptions extends PublisherOptions {
  /** Phase lengths in seconds that replace the task's own. */
  readonly window: Readonly<Record<string, number>>;
  readonly wait: AwaitedState;
  /** Publication of the same folder: again with the same number is the same task. */
  readonly round: number;
}

/**
 * Puts task folders and their rewards on chain, one after the other, and waits as asked. A folder
 * that was published before, or whose publication was cut short, is not published twice.
 */
export async function publishFolders(
  folders: readonly string[],
  options: PublishOptions,
): Promise<TaskSummary[]> {
  if (options.round > MAX_ROUND) {
    throw new PoiwError('E_USAGE', `rounds go from 0 to ${MAX_ROUND}`);
  }
  return withPublisher(options, async (publisher) => {
    const ids: bigint[] = [];
    for (const folder of folders) ids.push(await publishFolder(publisher, folder, options));
    return awaitAll(publisher, ids, options);
  });
}

async function publishFolder(
  publisher: Publisher,
  folder: string,
  { window, round, progress }: PublishOptions,
): Promise<bigint> {
  const { chain, blobs, journal, address } = publisher;
  const loaded = await loadTaskFolder(folder);
  const domain = chain.domainOf('TaskManager');
  const specHash = digestOf(loaded.package.id);
  const key = hiddenKey(publisher, specHash, round);
  const salt = deriveSalt(
    publisher.key,
    `hidden|${key.chainId}|${key.contract.toLowerCase()}|${specHash}|${key.round}`,
  );
  const publication = preparePublication(loaded, { domain, publisher: address, salt });
  const { hidden } = publication;
  const intent = `publish ${domain.contract.toLowerCase()} ${specHash} round ${round}`;
  const before = chain.recorded(intent);
  const known = before === undefined ? await findPublished(publisher, hidden?.commit) : undefined;
  if (known !== undefined) {
    progress(`task ${known.toString()} was published before: ${loaded.package.spec.title}`);
    return known;
  }
  if (before !== undefined) {
    progress(`published before, or about to be (--round ${round + 1} would publish it once more)`);
  }
  for (const blob of publication.blobs) await blobs.put(blob);
  if (hidden !== null) journal.checkAndInsert({ ...key, ...hidden });
  const terms = {
    ...publication.terms,
    windows: withWindows(publication.terms, window),
    kind: kindNumber(loaded.package.spec.kind),
    specHash,
    hiddenCommit: hidden?.commit,
  };
  const { taskId } = await publishTask(chain, terms, { intent });
  progress(`task ${taskId.toString()} published: ${loaded.package.spec.title}`);
  return taskId;
}

/**
 * This publisher's task with that sealed part: a journal that was lost must not publish it again,
 * for the first to be opened would open both.
 */
async function findPublished(
  { chain, network, address }: Publisher,
  hiddenCommit: Hex | undefined,
): Promise<bigint | undefined> {
  if (hiddenCommit === undefined) return undefined;
  const published = await readLogs(chain, {
    ...{ contract: 'TaskManager', event: 'TaskPublished', indexed: [null, address] },
    fromBlock: network.fromBlock,
  });
  const same = published.find(({ args }) => {
    const { hiddenCommit: commit } = args['terms'] as { readonly hiddenCommit: string };
    return commit === hiddenCommit;
  });
  return same === undefined ? undefined : BigInt(same.args['id'] as string);
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
