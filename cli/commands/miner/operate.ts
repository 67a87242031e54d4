import type { Command } from 'commander';
import { PoiwError } from '../../../core/errors.ts';
import { agentModel } from '../../../node/model/modelSettings.ts';
import { addModelOptions, solverOption } from '../../modelOptions.ts';
import {
  createCommand,
  keyOption,
  networkOption,
  parseCount,
  passwordOption,
} from '../../options.ts';
import { runCommand } from '../../runCommand.ts';
import { configOption, dataOption, givenOptions, NETWORK_FALLBACK } from './minerOptions.ts';

/** Commands about a miner that need no running daemon. */
export function operatingCommands(): Command[] {
  return [checkCommand(), benchCommand(), earningsCommand(), backupCommand(), restoreCommand()];
}

function withSettings(name: string, what: string): Command {
  return createCommand(name, what)
    .addOption(configOption())
    .addOption(networkOption())
    .addOption(keyOption().makeOptionMandatory(false))
    .addOption(passwordOption())
    .addOption(dataOption());
}

async function settingsOf(command: Command) {
  const { mergeSettings } = await import('../../../node/miner/mergeSettings.ts');
  return mergeSettings(givenOptions(command), NETWORK_FALLBACK);
}

function checkCommand(): Command {
  const command = withSettings('check', 'everything a miner needs before it starts, with fixes');
  return addModelOptions(command.addOption(solverOption()))
    .addHelpText('after', '\nExample:\n  poiw miner check --config miner.json')
    .action(async (_options: object, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { preflight } = await import('../../../node/miner/preflight.ts');
        const { describePreflight } = await import('../../describePreflight.ts');
        return describePreflight(
          await preflight({
            ...{ settings: await settingsOf(command), env: process.env, signal },
            ...{ now: () => Date.now(), nodeVersion: process.version },
          }),
        );
      });
    });
}

interface BenchOptions {
  readonly seconds: number;
  readonly checkThreads: number;
}

function benchCommand(): Command {
  const command = createCommand('bench', 'how fast this machine checks, and its model writes')
    .addOption(configOption())
    .addOption(dataOption())
    .option('--seconds <n>', 'how long checks are measured', parseCount, 10)
    .option('--check-threads <n>', 'worker threads', parseCount, 1)
    .addOption(solverOption());
  return addModelOptions(command)
    .addHelpText(
      'after',
      `
With a data folder the figures are kept there; the heartbeat says them until work has shown others.

Example:
  poiw miner bench --config miner.json`,
    )
    .action(async (options: BenchOptions, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { knownSettings } = await import('../../../node/miner/mergeSettings.ts');
        const { benchMiner } = await import('../../../node/miner/benchMiner.ts');
        const { describeBench } = await import('../../describeBench.ts');
        const { writeSpeeds } = await import('../../../node/miner/speeds.ts');
        const settings = await knownSettings(givenOptions(command), NETWORK_FALLBACK);
        const model = agentModel(settings);
        const { seconds, checkThreads: threads } = options;
        progress(`compiling contracts for ${seconds} s`);
        const data = await benchMiner({
          ...{ seconds, threads, env: process.env, signal, monotonic: () => performance.now() },
          ...(model === undefined ? {} : { model }),
        });
        const at = Math.floor(Date.now() / 1000);
        if (settings.data !== undefined) await writeSpeeds(settings.data, { at, ...data });
        return { data, text: describeBench(data) };
      });
    });
}

function earningsCommand(): Command {
  return withSettings('earnings', 'by task: committed, revealed, paid and what it cost')
    .option('--worker <address>', 'address of the hot key')
    .addHelpText(
      'after',
      `
Pay is read from the chain alone; what it cost is in the miner's data folder, where one is named.

Examples:
  poiw miner earnings --config miner.json
  poiw miner earnings --worker 0x… --json`,
    )
    .action(async (_options: object, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { showEarnings } = await import('../../../node/miner/showEarnings.ts');
        const { describeEarnings } = await import('../../describePreflight.ts');
        const given = givenOptions(command);
        const fallback = NETWORK_FALLBACK;
        const now = () => Date.now();
        return describeEarnings(
          await showEarnings({ given, fallback, env: process.env, signal, now }),
        );
      });
    });
}

function backupCommand(): Command {
  return withSettings('backup', 'write promises and key file to a folder; the daemon must not run')
    .requiredOption('--out <folder>', 'folder to write to')
    .action(async ({ out }: { out: string }, command: Command) => {
      await runCommand(command, async () => {
        const { backupMiner } = await import('../../../node/miner/backup.ts');
        const settings = await settingsOf(command);
        const now = () => Date.now();
        const data = await backupMiner({ ...settings, env: process.env }, { out, now });
        const text = `${data.promises} promises${data.key ? ' and the key file' : ''} in ${out}`;
        const warnings = [`${out} opens your commits: keep it as you keep the key`];
        return { data, text, warnings };
      });
    });
}

interface RestoreOptions {
  readonly data?: string;
  readonly network: string;
  readonly keyOut?: string;
}

function restoreCommand(): Command {
  return createCommand('restore', 'restore a backup; one older than the chain is refused')
    .argument('<folder>', 'folder written by `miner backup`')
    .addOption(dataOption())
    .addOption(networkOption())
    .option('--key-out <file>', 'where the key file goes; never overwrites')
    .action(async (from: string, options: RestoreOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { openNetwork } = await import('../../../node/openNetwork.ts');
        const { restoreMiner } = await import('../../../node/miner/backup.ts');
        const { data: folder, keyOut } = options;
        if (folder === undefined) {
          throw new PoiwError('E_USAGE', 'restore where to?', { hint: 'name it with --data' });
        }
        const opened = await openNetwork(options.network, { signal });
        const where = { from, data: folder, ...(keyOut === undefined ? {} : { keyOut }) };
        const data = await restoreMiner(where, opened);
        return { data, text: `${data.added} of ${data.promises} promises were new in ${folder}` };
      });
    });
}
