import { InvalidArgumentError, type Command } from 'commander';
import type { Hex } from '../../../core/contentId.ts';
import type { Log } from '../../../core/service.ts';
import { agentModel, type ModelSettings } from '../../../node/model/modelSettings.ts';
import { SPECIALTIES, type Specialty } from '../../../miner/specialty.ts';
import {
  createCommand,
  keyOption,
  logFormatOption,
  networkOption,
  parseCount,
  parseKinds,
  parseWei,
  passwordOption,
  rpcOption,
  recoverOption,
  twinOption,
} from '../../options.ts';
import { runCommand } from '../../runCommand.ts';
import { addModelOptions, solverOption } from '../../modelOptions.ts';
import { configOption, dataOption, givenOptions, NETWORK_FALLBACK } from './minerOptions.ts';

export function startCommand(): Command {
  const command = createCommand('start', 'run the mining daemon until stopped (Ctrl-C)');
  return addModelOptions(addMiningOptions(command))
    .addHelpText(
      'after',
      `
Examples:
  poiw miner check --config miner.json
  poiw miner start --config miner.json
  poiw miner start --config miner.json --model ollama:qwen3-coder
  poiw miner start --key keystore:worker.json --password-file worker.pass --data ./miner

While it runs: poiw miner status|pause|resume|drain|stop|earnings|claim|explain <task> --data ./miner`,
    )
    .action((options: StartOptions, self: Command) =>
      runCommand(self, async ({ signal }) => {
        await startMiner(self, options, signal);
        return { data: { stopped: true }, text: '' };
      }),
    );
}

function addMiningOptions(command: Command): Command {
  return command
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
    .option('--parallel <n>', 'tasks side by side (default: by cores and memory)', parseCount)
    .option('--poll <ms>', 'time between looks at the chain (default: 1000)', parseCount)
    .option('--region <name>', 'said in the heartbeat (default: unknown)')
    .option('--without <template...>', 'baseline exploit templates to leave out')
    .addOption(recoverOption())
    .addOption(twinOption(0))
    .addOption(solverOption())
    .addOption(logFormatOption());
}

async function startMiner(
  command: Command,
  { logFormat, recover, doppelgangerWait }: StartOptions,
  signal: AbortSignal,
): Promise<void> {
  const { mergeSettings } = await import('../../../node/miner/mergeSettings.ts');
  const { runMiner } = await import('../../../node/miner/runMiner.ts');
  const { block, rpc = [], ...given } = givenOptions(command) as StartOptions;
  const blocked = block === undefined ? {} : { blockedPublishers: block };
  const settings = await mergeSettings({ ...given, ...blocked }, NETWORK_FALLBACK);
  const daemon = { rpc, logFormat, recover, doppelgangerWait };
  const common = { ...settings, ...daemon, env: process.env, signal };
  const model = agentModel(settings);
  if (model === undefined) return runMiner(common);
  const { openMinerSolver } = await import('../../../node/model/minerSolver.ts');
  const opened = await openMinerSolver(model, common);
  try {
    const createSolver = ({ log }: { readonly log: Log }) => opened.create(log);
    await runMiner({ ...common, createSolver, withModel: opened.model });
  } finally {
    await opened.close();
  }
}

interface StartOptions extends Partial<ModelSettings> {
  readonly solver?: 'baseline' | 'agent';
  readonly logFormat: 'json' | 'pretty';
  readonly recover: boolean;
  readonly doppelgangerWait: number;
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
