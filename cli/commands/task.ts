import { Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import type { FollowBatch } from '../../chain/follow/cursor.ts';
import { PoiwError } from '../../core/errors.ts';
import {
  collectWindow,
  createCommand,
  DEVNET_HOME,
  keyOption,
  networkOption,
  parseTaskId,
  passwordOption,
  rpcOption,
} from '../options.ts';
import { runCommand } from '../runCommand.ts';
import type { NetworkChoice } from '../../node/openNetwork.ts';

export function taskCommand(): Command {
  return createCommand('task', 'publish tasks and follow them')
    .addCommand(lintCommand())
    .addCommand(publishCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(watchCommand());
}

function lintCommand(): Command {
  return createCommand('lint', 'check a task folder before it is published')
    .argument('<folder>', 'task folder (docs/task-format.md)')
    .option('--static', 'format only: do not compile or run anything', false)
    .action(async (folder: string, options: { static: boolean }, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { lintFolder } = await import('../../node/lintFolder.ts');
        const { describeLint } = await import('../describeLint.ts');
        return describeLint(await lintFolder(folder, { ...options, signal, progress }));
      });
    });
}

interface PublishOptions {
  readonly network: string;
  readonly rpc?: readonly string[];
  readonly key: string;
  readonly passwordFile?: string;
  readonly data: string;
  readonly window: Readonly<Record<string, number>>;
  readonly wait: 'published' | 'opened' | 'settled';
}

const publisherKey = () => keyOption(`file:${DEVNET_HOME}/keys/publisher.key`);
const publisherData = () =>
  new Option('--data <folder>', 'folder of the publisher’s journal').default(
    `${DEVNET_HOME}/data/publisher`,
  );

function publishCommand(): Command {
  return createCommand('publish', 'put a task and its reward on chain')
    .argument('<folder...>', 'task folders (docs/task-format.md)')
    .addOption(networkOption())
    .addOption(rpcOption())
    .addOption(publisherKey())
    .addOption(passwordOption())
    .addOption(publisherData())
    .option('--window <name=seconds>', 'length of a phase; repeatable', collectWindow, {})
    .addOption(
      new Option(
        '--wait <state>',
        'return when the task is published, its hidden part opened, or it is settled',
      )
        .choices(['published', 'opened', 'settled'])
        .default('published'),
    )
    .addHelpText(
      'after',
      `
A task with a hidden part needs its publisher once more, after the answers are sealed: wait here
(--wait opened) or run \`poiw task watch <id>\` before verification ends. A publisher who never opens
it loses his stake.`,
    )
    .action(async (folders: string[], options: PublishOptions, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { publishFolders } = await import('../../node/publishFolder.ts');
        const { describeTaskList } = await import('../describeTask.ts');
        const published = await publishFolders(folders, {
          ...options,
          env: process.env,
          signal,
          progress,
        });
        return describeTaskList(published);
      });
    });
}

function listCommand(): Command {
  return createCommand('list', 'all tasks of the network')
    .addOption(networkOption())
    .addOption(rpcOption())
    .action(async (options: NetworkChoice, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { openNetwork } = await import('../../node/openNetwork.ts');
        const { listTasks } = await import('../../node/viewTask.ts');
        const { describeTaskList } = await import('../describeTask.ts');
        return describeTaskList(await listTasks(await openNetwork(options, { signal })));
      });
    });
}

function showCommand(): Command {
  return createCommand('show', 'where a task stands: what it waits for, since when, until when')
    .argument('<id>', 'task id', parseTaskId)
    .addOption(networkOption())
    .addOption(rpcOption())
    .action(async (id: bigint, options: NetworkChoice, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { openNetwork } = await import('../../node/openNetwork.ts');
        const { viewTask } = await import('../../node/viewTask.ts');
        const { describeTask } = await import('../describeTask.ts');
        return describeTask(await viewTask(await openNetwork(options, { signal }), id));
      });
    });
}

interface WatchOptions {
  readonly network: string;
  readonly rpc?: readonly string[];
  readonly key: string;
  readonly passwordFile?: string;
  readonly data: string;
  readonly until: 'ended' | 'final' | 'stopped';
  readonly cursor?: string;
}

function watchCommand(): Command {
  return createCommand(
    'watch',
    'follow a task live: every event and phase; opens your hidden part when it is time',
  )
    .argument('<id>', 'task id', parseTaskId)
    .addOption(networkOption())
    .addOption(rpcOption())
    .addOption(publisherKey())
    .addOption(passwordOption())
    .addOption(publisherData())
    .addOption(
      new Option(
        '--until <when>',
        'stop when the task ended, when no reorg can change that, or only by Ctrl-C',
      )
        .choices(['ended', 'final', 'stopped'])
        .default('ended'),
    )
    .option('--cursor <file>', 'remember here what was told, and go on from there next time')
    .addHelpText(
      'after',
      `
With --json every event is a line (poiw.event/v1: applied, reverted by a reorg, or final), and the
result is the last line. Without the publisher’s key it only watches.`,
    )
    .action(async (id: bigint, options: WatchOptions, command: Command) => {
      await runCommand(command, async ({ signal, progress, emit }) => {
        const { watchTask } = await import('../../node/watchTask.ts');
        const { describeTask } = await import('../describeTask.ts');
        const { describeBatch } = await import('../describeBatch.ts');
        const { key, ...rest } = options;
        const settings = {
          ...{ ...rest, env: process.env, signal, progress },
          onBatch: (batch: FollowBatch) => describeBatch(batch).forEach(emit),
        };
        const mayWatchOnly = command.getOptionValueSource('key') === 'default';
        if (mayWatchOnly && !existsSync(key.slice('file:'.length))) {
          return describeTask(await watchTask(id, settings));
        }
        const watched = await watchTask(id, { ...settings, key }).catch((thrown: unknown) => {
          const isHeld = thrown instanceof PoiwError && thrown.code === 'E_ALREADY_RUNNING';
          if (!mayWatchOnly || !isHeld) throw thrown;
          progress('another process has the publisher’s journal: only watching');
          return watchTask(id, settings);
        });
        return describeTask(watched);
      });
    });
}
