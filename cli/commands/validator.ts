import { Option, type Command } from 'commander';
import {
  createCommand,
  keyOption,
  logFormatOption,
  networkOption,
  parseInteger,
  passwordOption,
  rpcOption,
} from '../options.ts';
import { runCommand } from '../runCommand.ts';

interface StartOptions {
  readonly tier: 'auto' | 'peer';
  readonly network: string;
  readonly rpc?: readonly string[];
  readonly key: string;
  readonly passwordFile?: string;
  readonly data: string;
  readonly poll: number;
  readonly logFormat: 'json' | 'pretty';
}

export function validatorCommand(): Command {
  return createCommand('validator', 'check and judge answers').addCommand(
    createCommand('start', 'run a validator until stopped (Ctrl-C)')
      .addOption(
        new Option('--tier <tier>', 'auto: checks that prove; peer: a juror drawn by lot')
          .choices(['auto', 'peer'])
          .makeOptionMandatory(),
      )
      .addOption(networkOption())
      .addOption(rpcOption())
      .addOption(keyOption())
      .addOption(passwordOption())
      .requiredOption('--data <folder>', 'folder of the journal; one per worker key')
      .option('--poll <ms>', 'time between looks at the chain', parseInteger, 1000)
      .addOption(logFormatOption())
      .action(async (options: StartOptions, command: Command) => {
        await runCommand(command, async ({ signal }) => {
          const { runValidator } = await import('../../node/runValidator.ts');
          await runValidator({ ...options, env: process.env, signal });
          return { data: { stopped: true }, text: '' };
        });
      }),
  );
}
