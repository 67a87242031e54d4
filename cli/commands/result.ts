import type { Command } from 'commander';
import { createCommand, networkOption, parseTaskId, rpcOption } from '../options.ts';
import { runCommand } from '../runCommand.ts';
import type { NetworkChoice } from '../../node/openNetwork.ts';

export function resultCommand(): Command {
  return createCommand('result', 'fetch and re-check what a task came to')
    .addCommand(fetchCommand())
    .addCommand(verifyCommand());
}

function fetchCommand(): Command {
  return createCommand('fetch', 'write the report and the bundle of a settled task')
    .argument('<id>', 'task id', parseTaskId)
    .addOption(networkOption())
    .addOption(rpcOption())
    .option('--out <folder>', 'folder to write to (default: result-<id>)')
    .action(async (id: bigint, options: NetworkChoice & { out?: string }, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { openNetwork } = await import('../../node/openNetwork.ts');
        const { fetchResult } = await import('../../node/bundle/fetchResult.ts');
        const { describeResult } = await import('../describeResult.ts');
        const out = options.out ?? `result-${id.toString()}`;
        progress(`fetching task ${id.toString()} into ${out}`);
        const opened = await openNetwork(options, { signal });
        return describeResult(await fetchResult(opened, id, out));
      });
    });
}

function verifyCommand(): Command {
  return createCommand('verify', 'recompute everything in a bundle: hashes, commits, checks, pay')
    .argument('<bundle>', 'bundle folder written by `result fetch`')
    .option('--offline', 'use the bundle alone; otherwise it is compared with the chain too', false)
    .addOption(networkOption())
    .addOption(rpcOption())
    .addHelpText('after', '\nExits 8 on any mismatch and names the check that failed.')
    .action(
      async (bundle: string, options: NetworkChoice & { offline: boolean }, command: Command) => {
        await runCommand(command, async ({ signal, progress }) => {
          const { verifyResult } = await import('../../node/bundle/verifyResult.ts');
          const { describeVerification } = await import('../describeVerification.ts');
          const network = options.offline ? undefined : options;
          return describeVerification(await verifyResult(bundle, { network, signal, progress }));
        });
      },
    );
}
