import type { Command } from 'commander';
import type { TaskChange } from '../../../node/changeTask.ts';
import type { PublisherOptions } from '../../../node/withPublisher.ts';
import { parseInteger, parseWei } from '../../options.ts';
import { runCommand } from '../../runCommand.ts';
import { publisherCommand, type PublisherChoice } from './publisherOptions.ts';

type Change = (
  change: typeof import('../../../node/changeTask.ts'),
  options: PublisherOptions,
) => Promise<TaskChange>;

export function topupCommand(): Command {
  return publisherCommand('topup', 'raise the reward of your task while answers may be sealed')
    .requiredOption('--reward <wei>', 'the whole reward from then on', parseWei)
    .addHelpText('after', '\nStake (half the reward) and fee rise with it. Again: no change.')
    .action(async (id: bigint, options: PublisherChoice & { reward: bigint }, command: Command) => {
      await run(command, options, (change, rest) => change.raiseReward(id, options.reward, rest));
    });
}

export function extendCommand(): Command {
  return publisherCommand('extend', 'give miners more time to answer, as long as nobody did')
    .requiredOption('--commit <seconds>', 'the whole commit phase from then on', parseInteger)
    .action(async (id: bigint, options: PublisherChoice & { commit: number }, command: Command) => {
      await run(command, options, (change, rest) => change.extendCommit(id, options.commit, rest));
    });
}

export function cancelCommand(): Command {
  return publisherCommand(
    'cancel',
    'take back your task that nobody answered, with reward and stake',
  ).action(async (id: bigint, options: PublisherChoice, command: Command) => {
    await run(command, options, (change, rest) => change.cancel(id, rest));
  });
}

export function collectCommand(): Command {
  return publisherCommand('collect', 'take what your ended task owes you: stake, unearned parts')
    .addHelpText('after', '\nEverything that is credited to your account is paid out with it.')
    .action(async (id: bigint, options: PublisherChoice, command: Command) => {
      await run(command, options, (change, rest) => change.collectLeftOver(id, rest));
    });
}

async function run(command: Command, options: PublisherChoice, change: Change): Promise<void> {
  await runCommand(command, async ({ signal, progress }) => {
    const { describeChange } = await import('../../describeTask.ts');
    const settings = { ...options, env: process.env, signal, progress };
    return describeChange(await change(await import('../../../node/changeTask.ts'), settings));
  });
}
