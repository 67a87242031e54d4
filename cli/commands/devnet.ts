import type { Command } from 'commander';
import { createCommand, DEVNET_HOME, parseInteger } from '../options.ts';
import { runCommand } from '../runCommand.ts';
import { mainScript } from '../mainScript.ts';

interface DevnetOptions {
  readonly home: string;
  readonly port?: number;
  readonly seed: string;
  readonly realTime: boolean;
}

export function devnetCommand(): Command {
  return createCommand(
    'devnet',
    'a local chain with miners and validators, kept running (Ctrl-C ends it)',
  )
    .option('--home <folder>', 'folder of keys, journals, blobs and logs', DEVNET_HOME)
    .option('--port <number>', 'port of the chain (default: a free one)', parseInteger)
    .option('--seed <word>', 'seed of the local accounts', 'poiw')
    .option('--real-time', 'do not move the clock forward when nobody has anything to do', false)
    .addHelpText(
      'after',
      `
In a second terminal:
  poiw task publish tasks/samples/audit-harbor --wait settled
  poiw result fetch 1`,
    )
    .action(async (options: DevnetOptions, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { runDevnet } = await import('../../node/devnet/runDevnet.ts');
        const data = await runDevnet({ ...options, script: mainScript(), signal, progress });
        return { data, text: '' };
      });
    });
}
