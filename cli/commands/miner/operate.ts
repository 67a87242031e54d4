import type { Command } from 'commander';
import { PoiwError } from '../../../core/errors.ts';
import {
  createCommand,
  keyOption,
  networkOption,
  parseInteger,
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
  return withSettings('check', 'everything a miner needs before it starts, each with a fix')
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

function benchCommand(): Command {
  return createCommand('bench', 'how fast this machine checks, measured for ten seconds')
    .option('--seconds <n>', 'how long', parseInteger, 10)
    .option('--threads <n>', 'worker threads', parseInteger, 1)
    .action(async (options: { seconds: number; threads: number }, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { benchMiner } = await import('../../../node/miner/benchMiner.ts');
        const monotonic = () => performance.now();
        progress(`compiling contracts for ${options.seconds} s`);
        const data = await benchMiner({ ...options, signal, monotonic });
        const text = `${data.checksPerSecond} checks/s on ${data.threads} threads (${data.checks} in ${data.seconds.toFixed(1)} s)`;
        return { data, text };
      });
    });
}

interface EarningsOptions {
  readonly network: string;
  readonly worker?: string;
  readonly key?: string;
  readonly passwordFile?: string;
}

function earningsCommand(): Command {
  return createCommand('earnings', 'by task: committed, revealed, paid, with transactions')
    .addOption(networkOption())
    .option('--worker <address>', 'address of the hot key')
    .addOption(keyOption().makeOptionMandatory(false))
    .addOption(passwordOption())
    .addHelpText('after', '\nExample:\n  poiw miner earnings --worker 0x… --json')
    .action(async (options: EarningsOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { openNetwork } = await import('../../../node/openNetwork.ts');
        const { workerAddress } = await import('../../../node/workerAddress.ts');
        const { minerEarnings } = await import('../../../node/miner/earnings.ts');
        const { describeEarnings } = await import('../../describePreflight.ts');
        const worker = await workerAddress({ ...options, env: process.env });
        const { chain, network } = await openNetwork(options.network, { signal });
        return describeEarnings(
          await minerEarnings(chain, { worker, fromBlock: network.fromBlock }),
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
