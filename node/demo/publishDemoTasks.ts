import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { PoiwError } from '../../core/errors.ts';
import type { TaskKind } from '../../core/taskKind.ts';
import { generateOrders, ORDERS } from '../../tasks/samples/generateOrders.ts';
import { spawnActor } from '../devnet/spawnActor.ts';
import type { Devnet } from '../devnet/startDevnet.ts';

export interface PublishDemoOptions {
  readonly devnet: Devnet;
  readonly home: string;
  readonly script: string;
  /** Kinds of tasks that are published. */
  readonly only: readonly TaskKind[];
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

const SAMPLES = fileURLToPath(new URL('../../tasks/samples/', import.meta.url));

/** Equal windows, so that the phases of the tasks coincide and little clock-moving is needed. */
const WINDOWS = [
  ...['think=2', 'commit=3600', 'reveal=900', 'verify=3600'],
  ...['voteCommit=900', 'voteReveal=900', 'settle=86400'],
];
const FIRST_TASKS: readonly { readonly kind: TaskKind; readonly folder: string }[] = [
  { kind: 'statistics', folder: 'statistics-orders' },
  { kind: 'audit', folder: 'audit-harbor' },
  { kind: 'optimization', folder: 'optimization-ledger' },
];

/** Kinds of tasks the demo has. */
export const DEMO_KINDS: readonly TaskKind[] = FIRST_TASKS.map(({ kind }) => kind);

/**
 * Publishes the demo's tasks in processes of their own and returns when all are settled. The first
 * publisher brings three kinds; once an answer to the statistics task lies open, a second one asks
 * the same questions about another dataset: the copycat's chance.
 */
export async function publishDemoTasks(options: PublishDemoOptions): Promise<void> {
  const { only } = options;
  const first = FIRST_TASKS.filter(({ kind }) => only.includes(kind));
  const repeated = only.includes('statistics') ? [await laterOrders(options.home)] : [];
  // Nothing is waited for between the start of these and the wait for all: a failure has its reader.
  const published = [
    publish(
      options,
      'publisher',
      first.map(({ folder }) => sample(folder)),
    ),
    ...repeated.map((later) =>
      afterFirstReveal(options).then(() => publish(options, 'publisher-2', [later])),
    ),
  ];
  await Promise.all(published);
}

const sample = (name: string) => join(SAMPLES, name);

const LATER_SEED = 20_262;

/** The statistics sample with another year's orders. */
async function laterOrders(home: string): Promise<string> {
  const folder = join(home, 'tasks', 'statistics-later');
  await cp(sample('statistics-orders'), folder, { recursive: true });
  await writeFile(join(folder, 'data', 'orders.csv'), generateOrders(LATER_SEED, ORDERS.rows));
  const manifest = join(folder, 'task.json');
  const task = JSON.parse(await readFile(manifest, 'utf8')) as { readonly title: string };
  await writeFile(manifest, JSON.stringify({ ...task, title: `${task.title}, the year after` }));
  return folder;
}

/** Resolves once some answer to task 1 is revealed. */
async function afterFirstReveal({ devnet, signal }: PublishDemoOptions): Promise<void> {
  for (;;) {
    const answers = await readAnswers(devnet.chain, { taskId: 1n }).catch(() => []);
    if (answers.some((answer) => answer.revealed)) return;
    await sleep(500, undefined, { signal });
  }
}

/** Runs `poiw task publish … --wait settled` as a process of its own. */
async function publish(
  { devnet, home, script, signal, progress }: PublishDemoOptions,
  publisher: string,
  folders: readonly string[],
): Promise<void> {
  const logFile = join(home, 'logs', `${publisher}.log`);
  progress(`publish   ${publisher}: ${folders.map((folder) => basename(folder)).join(', ')}`);
  const child = spawnActor({
    script,
    args: [
      ...['task', 'publish', ...folders, '--wait', 'settled', '--network', devnet.networkFile],
      ...['--key', `file:${join(home, 'keys', `${publisher}.key`)}`],
      ...['--data', join(home, 'data', publisher)],
      ...WINDOWS.flatMap((window) => ['--window', window]),
    ],
    logFile,
    onEvent: () => undefined,
  });
  const stop = () => void child.stop();
  signal.addEventListener('abort', stop, { once: true });
  const code = await child.ended;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (code !== 0) {
    throw new PoiwError('E_BUG', `${publisher} ended with exit code ${code ?? 'none'}`, {
      hint: `its log is ${logFile}`,
    });
  }
}
