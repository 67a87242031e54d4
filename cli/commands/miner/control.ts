import type { Command } from 'commander';
import {
  createCommand,
  keyOption,
  networkOption,
  parseTaskId,
  passwordOption,
} from '../../options.ts';
import { runCommand } from '../../runCommand.ts';
import { configOption, dataOption, givenOptions, NETWORK_FALLBACK } from './minerOptions.ts';

/** Commands that ask the running daemon of a data folder. */
export function controlCommands(): Command[] {
  return [
    statusCommand(),
    orderCommand('pause', 'take nothing new; promises are kept'),
    orderCommand('resume', 'take work again'),
    orderCommand('drain', 'take nothing new, keep every promise, then end'),
    orderCommand('stop', 'end now; promises stay on record for the next start'),
    claimCommand(),
    explainCommand(),
  ];
}

function askingCommand(name: string, what: string): Command {
  return createCommand(name, what).addOption(dataOption()).addOption(configOption());
}

function statusCommand(): Command {
  return askingCommand('status', 'earning or not and why; what it waits for, since and until when')
    .addHelpText('after', '\nExample:\n  poiw miner status --data ./miner --json')
    .action(async (_options: object, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { dataFolderOf } = await import('../../../node/miner/dataFolderOf.ts');
        const { daemonStatus } = await import('../../../node/control/daemonStatus.ts');
        const { describeMinerStatus } = await import('../../describeMiner.ts');
        const data = await dataFolderOf(givenOptions(command));
        return describeMinerStatus(await daemonStatus(data, { start: 'miner start', signal }));
      });
    });
}

function orderCommand(name: 'pause' | 'resume' | 'drain' | 'stop', what: string): Command {
  return askingCommand(name, what)
    .addHelpText('after', `\nExample:\n  poiw miner ${name} --data ./miner`)
    .action(async (_options: object, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { dataFolderOf } = await import('../../../node/miner/dataFolderOf.ts');
        const { callControl } = await import('../../../node/control/callControl.ts');
        const { describeOrder } = await import('../../describeMiner.ts');
        const data = await dataFolderOf(givenOptions(command));
        return describeOrder(name, await callControl({ data, name, signal }));
      });
    });
}

function claimCommand(): Command {
  return askingCommand('claim', 'pay what is owed out to the owner')
    .addOption(networkOption())
    .addOption(keyOption().makeOptionMandatory(false))
    .addOption(passwordOption())
    .addHelpText(
      'after',
      '\nThe running daemon sends it: one key has one sender. When none runs, name the worker key.\n\nExample:\n  poiw miner claim --data ./miner',
    )
    .action(async (_options: object, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { claimOwed } = await import('../../../node/pay/claimOwed.ts');
        const { dataFolderOf } = await import('../../../node/miner/dataFolderOf.ts');
        const { mergeSettings } = await import('../../../node/miner/mergeSettings.ts');
        const { describeClaim } = await import('../../describeMiner.ts');
        const given = givenOptions(command);
        const data = await dataFolderOf(given);
        const isKeyNamed = given.key !== undefined || given.config !== undefined;
        const own = isKeyNamed ? () => mergeSettings(given, NETWORK_FALLBACK) : undefined;
        return describeClaim(await claimOwed({ data, own, env: process.env, signal }));
      });
    });
}

function explainCommand(): Command {
  return askingCommand('explain', 'why a task was taken or left, and what came of it')
    .argument('<task>', 'task id', parseTaskId)
    .addOption(networkOption())
    .addHelpText('after', '\nExample:\n  poiw miner explain 7 --data ./miner')
    .action(async (task: bigint, _options: object, command: Command) => {
      await runCommand(command, async () => {
        const { explainTask } = await import('../../../node/miner/explainTask.ts');
        const { describeExplanation } = await import('../../describeMiner.ts');
        return describeExplanation(
          await explainTask(task, { ...NETWORK_FALLBACK, ...givenOptions(command) }),
        );
      });
    });
}
