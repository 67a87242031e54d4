import type { Command } from 'commander';
import { PoiwError } from '../../core/errors.ts';
import { createCommand, networkOption } from '../options.ts';
import { runCommand } from '../runCommand.ts';

export function protectionCommand(): Command {
  return createCommand('protection', 'what a key has promised: show, carry, compare')
    .addCommand(showCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand())
    .addCommand(checkCommand());
}

const dataFolder = (command: Command) =>
  command.requiredOption('--data <folder>', 'folder of the journal; its daemon must not run');

function showCommand(): Command {
  return dataFolder(createCommand('show', 'every promise on record')).action(
    async ({ data }: { data: string }, command: Command) => {
      await runCommand(command, async () => {
        const { showProtection } = await import('../../node/protection/openProtected.ts');
        const { formatTable } = await import('../../node/formatText.ts');
        const { promises, watermarks } = showProtection(data);
        const shown = promises.map((one) => ({
          ...{ chain: one.chainId, contract: one.contract, kind: one.kind, task: one.taskId },
          ...{ round: one.round, actor: one.actor, commit: one.commit },
          opening: 'salt' in one,
        }));
        const rows = shown.map(({ kind, task, actor, commit, opening }) => [
          ...[kind, `task ${task}`, actor, commit, opening ? 'can be opened' : 'sealed'],
        ]);
        const text = [`${promises.length} promises on record`, formatTable(rows)].join('\n');
        return { data: { promises: shown, watermarks }, text: text.trim() };
      });
    },
  );
}

function exportCommand(): Command {
  return dataFolder(createCommand('export', 'write the interchange file (poiw.protection/v1)'))
    .requiredOption('--out <file>', 'file to write')
    .option('--openings', 'with salts and contents: a secret until the reveal', false)
    .addHelpText(
      'after',
      '\nExample:\n  poiw protection export --data ./juror --openings --out juror.protection.json',
    )
    .action(async (options: { data: string; out: string; openings: boolean }, command: Command) => {
      await runCommand(command, async () => {
        const { exportProtection } = await import('../../node/protection/openProtected.ts');
        const { promises, bytes } = await exportProtection(options.data, options);
        const warnings = options.openings
          ? [`${options.out} opens your commits: keep it as you keep the key`]
          : [];
        const data = { file: options.out, promises, bytes };
        return { data, text: `${promises} promises written to ${options.out}`, warnings };
      });
    });
}

function importCommand(): Command {
  return dataFolder(createCommand('import', 'add an interchange file, all of it or nothing'))
    .argument('<file>', 'file of `protection export`')
    .addHelpText(
      'after',
      '\nExits 13 when the file contradicts the journal; nothing is added then.',
    )
    .action(async (file: string, { data }: { data: string }, command: Command) => {
      await runCommand(command, async () => {
        const { importProtection } = await import('../../node/protection/openProtected.ts');
        const outcome = await importProtection(data, file);
        const text = `${outcome.added} promises added, ${outcome.known} known already`;
        return { data: outcome, text };
      });
    });
}

interface CheckOptions {
  readonly data: string;
  readonly network: string;
  readonly worker: string;
}

function checkCommand(): Command {
  return dataFolder(createCommand('check', 'compare the journal with the chain'))
    .addOption(networkOption())
    .requiredOption('--worker <address>', 'address of the hot key')
    .addHelpText('after', '\nExits 13 when the chain shows a promise that the journal lacks.')
    .action(async (options: CheckOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { openNetwork } = await import('../../node/openNetwork.ts');
        const { checkProtection } = await import('../../node/protection/checkProtection.ts');
        const { workerAddress } = await import('../../node/workerAddress.ts');
        const worker = await workerAddress({ worker: options.worker, env: process.env });
        const opened = await openNetwork(options.network, { signal });
        const { unknown, contradicted } = await checkProtection(opened, { ...options, worker });
        const data = { unknown, contradicted };
        const wrong = unknown.length + contradicted.length;
        if (wrong === 0) return { data, text: 'the journal holds everything the chain shows' };
        const error = new PoiwError(
          'E_PROTECTION',
          `${unknown.length} promises on chain are not in the journal, ${contradicted.length} differ`,
          { hint: 'restore the backup, import the protection file, or start with --recover' },
        );
        return { data, text: '', error };
      });
    });
}
