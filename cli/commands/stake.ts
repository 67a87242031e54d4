import { Option, type Command } from 'commander';
import {
  createCommand,
  keyOption,
  networkOption,
  parseWei,
  passwordOption,
  rpcOption,
} from '../options.ts';
import { runCommand } from '../runCommand.ts';
import { formatTos } from '../../node/formatText.ts';

interface StakeOptions {
  readonly network: string;
  readonly rpc?: readonly string[];
  readonly key: string;
  readonly passwordFile?: string;
  readonly role: 'miner' | 'peer' | 'auto' | 'expert';
  readonly worker: string;
  readonly amount: bigint;
}

export function stakeCommand(): Command {
  return createCommand('stake', 'register a worker key with a stake, using the owner key')
    .addOption(networkOption())
    .addOption(rpcOption())
    .addOption(keyOption())
    .addOption(passwordOption())
    .addOption(
      new Option('--role <role>', 'what the worker does')
        .choices(['miner', 'peer', 'auto', 'expert'])
        .makeOptionMandatory(),
    )
    .requiredOption('--worker <address>', 'address of the hot key that works and votes')
    .requiredOption('--amount <wei>', 'stake in wei', parseWei)
    .action(async (options: StakeOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { stake } = await import('../../node/stake.ts');
        const member = await stake({ ...options, env: process.env, signal });
        return {
          data: member,
          text: `member ${member.id}: ${options.role} ${member.worker} with ${formatTos(member.staked)}`,
        };
      });
    });
}
