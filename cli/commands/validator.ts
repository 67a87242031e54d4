import { Option, type Command } from 'commander';
import {
  createCommand,
  keyOption,
  logFormatOption,
  networkOption,
  parseCount,
  passwordOption,
  rpcOption,
  recoverOption,
  tierOption,
  twinOption,
} from '../options.ts';
import { PoiwError } from '../../core/errors.ts';
import { modelSettingsOf, type ModelSettings } from '../../node/model/modelSettings.ts';
import { addModelOptions } from '../modelOptions.ts';
import { runCommand } from '../runCommand.ts';
import { serviceCommands } from './validator/service.ts';

/** Seconds a juror listens for a twin: two promises of one key cost more than a late start. */
const TWIN_WAIT = 10;

interface StartOptions {
  readonly tier: 'auto' | 'peer' | 'expert';
  readonly looks: 'run' | 'read';
  readonly network: string;
  readonly rpc?: readonly string[];
  readonly key: string;
  readonly passwordFile?: string;
  readonly data: string;
  readonly poll: number;
  readonly recover: boolean;
  readonly doppelgangerWait: number;
  readonly logFormat: 'json' | 'pretty';
}

export function validatorCommand(): Command {
  const validator = createCommand('validator', 'check and judge answers');
  for (const command of [startCommand(), ...serviceCommands()]) validator.addCommand(command);
  return validator;
}

function startCommand(): Command {
  const command = createCommand('start', 'run a validator until stopped (Ctrl-C)')
    .addOption(tierOption())
    .addOption(networkOption())
    .addOption(rpcOption())
    .addOption(keyOption())
    .addOption(passwordOption())
    .requiredOption('--data <folder>', 'folder of the journal; one per worker key')
    .option('--poll <ms>', 'time between looks at the chain', parseCount, 1000)
    .addOption(recoverOption())
    .addOption(twinOption(TWIN_WAIT))
    .addOption(logFormatOption())
    .addOption(
      new Option(
        '--looks <way>',
        'experts without a model: run what a disputant brings before the first vote, or read the code alone',
      )
        .choices(['run', 'read'])
        .default('run'),
    );
  return addModelOptions(command).action(async (options: StartOptions & Partial<ModelSettings>) => {
    await runCommand(command, async ({ signal }) => {
      const { runValidator } = await import('../../node/runValidator.ts');
      const model = modelSettingsOf(options);
      if (model !== undefined && options.tier === 'auto') {
        throw new PoiwError('E_USAGE', 'checks need no model: --model is for jurors and experts');
      }
      const judging = model === undefined ? {} : { model };
      const { network, rpc, key, passwordFile, data, poll, tier, looks } = options;
      const { recover, doppelgangerWait, logFormat } = options;
      await runValidator({
        ...{ network, key, data, poll, tier, looks, recover, doppelgangerWait, logFormat },
        ...(rpc === undefined ? {} : { rpc }),
        ...(passwordFile === undefined ? {} : { passwordFile }),
        ...{ ...judging, env: process.env, signal },
      });
      return { data: { stopped: true }, text: '' };
    });
  });
}
