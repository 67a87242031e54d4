import { InvalidArgumentError, type Command } from 'commander';
import type { Hex } from '../../../core/contentId.ts';
import { SPECIALTIES, type Specialty } from '../../../miner/specialty.ts';
import {
  createCommand,
  keyOption,
  logFormatOption,
  networkOption,
  parseInteger,
  parseKinds,
  parseWei,
  passwordOption,
  rpcOption,
} from '../../options.ts';
import { runCommand } from '../../runCommand.ts';
import { configOption, dataOption, givenOptions, NETWORK_FALLBACK } from './minerOptions.ts';

export function startCommand(): Command {
  return createCommand('start', 'run the mining daemon until stopped (Ctrl-C)')
    .addOption(configOption())
    .addOption(networkOption())
    .addOption(rpcOption())
    .addOption(keyOption().makeOptionMandatory(false))
    .addOption(passwordOption())
    .addOption(dataOption())
    .option('--kinds <list>', 'kinds to work on (default: all)', parseKinds)
    .option('--specialties <list>', 'skills to work with (default: all)', parseSpecialties)
    .option('--price-floor <wei>', 'least reward worth working for (default: 0)', parseWei)
    .option('--min-value <wei>', 'least expected value worth working for (default: 0)', parseWei)
    .option('--block <address...>', 'publishers whose tasks are left alone', collectAddress)
    .option('--wei-per-hour <wei>', 'what an hour of this machine costs (default: 0)', parseWei)
    .option('--wei-per-usd <wei>', 'what a dollar spent on a model counts (default: 0)', parseWei)
    .option('--parallel <n>', 'tasks side by side (default: by cores and memory)', parseInteger)
    .option('--poll <ms>', 'time between looks at the chain (default: 1000)', parseInteger)
    .option('--region <name>', 'said in the heartbeat (default: unknown)')
    .option('--without <template...>', 'baseline exploit templates to leave out')
    .addOption(logFormatOption())
    .addHelpText(
      'after',
      `
Examples:
  poiw miner check --config miner.json
  poiw miner start --config miner.json
  poiw miner start --key keystore:worker.json --password-file worker.pass --data ./miner

While it runs: poiw miner status|pause|resume|drain|stop|earnings|claim|explain <task> --data ./miner`,
    )
    .action(async (options: StartOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { mergeSettings } = await import('../../../node/miner/mergeSettings.ts');
        const { runMiner } = await import('../../../node/miner/runMiner.ts');
        const { block, rpc = [], ...given } = givenOptions(command) as StartOptions;
        const blocked = block === undefined ? {} : { blockedPublishers: block };
        const settings = await mergeSettings({ ...given, ...blocked }, NETWORK_FALLBACK);
        const { logFormat } = options;
        await runMiner({ ...settings, rpc, logFormat, env: process.env, signal });
        return { data: { stopped: true }, text: '' };
      });
    });
}

interface StartOptions {
  readonly logFormat: 'json' | 'pretty';
  readonly block?: readonly Hex[];
  readonly rpc?: readonly string[];
}

function collectAddress(text: string, before: readonly Hex[] = []): readonly Hex[] {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw new InvalidArgumentError('an address is 0x and 40 hex digits');
  }
  return [...before, text as Hex];
}

function parseSpecialties(text: string): Specialty[] {
  return text.split(',').map((name) => {
    const found = SPECIALTIES.find((one) => one === name.trim());
    if (found === undefined) {
      throw new InvalidArgumentError(`specialties are ${SPECIALTIES.join(', ')}`);
    }
    return found;
  });
}
