import { Option, type Command } from 'commander';
import {
  collectWindow,
  createCommand,
  networkOption,
  parseInteger,
  parseTaskId,
  passwordOption,
  rpcOption,
} from '../options.ts';
import { runCommand } from '../runCommand.ts';
import { cancelCommand, collectCommand, extendCommand, topupCommand } from './task/change.ts';
import { publisherData, publisherKey } from './task/publisherOptions.ts';
import { watchCommand } from './task/watch.ts';
import type { NetworkChoice } from '../../node/openNetwork.ts';

export function taskCommand(): Command {
  return createCommand('task', 'publish tasks and follow them')
    .addCommand(lintCommand())
    .addCommand(publishCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(watchCommand())
    .addCommand(topupCommand())
    .addCommand(extendCommand())
    .addCommand(cancelCommand())
    .addCommand(collectCommand());
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
  readonly round: number;
}

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
    .option(
      '--round <n>',
      'publish the same folder once more: each number is published once',
      parseInteger,
      0,
    )
    .addHelpText(
      'after',
      `
Cut short and run again it goes on: a folder that was published is not published twice.
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
