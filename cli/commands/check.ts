import { Option, type Command } from 'commander';
import { createCommand } from '../options.ts';
import { runCommand } from '../runCommand.ts';

interface CheckOptions {
  readonly answer: string;
  readonly sources?: string;
  readonly seed?: string;
  readonly sarif?: string;
  readonly receipts?: string;
  readonly confirm?: 'anvil';
}

export function checkCommand(): Command {
  return createCommand('check', 'run the validators’ own checks on an answer, with no chain')
    .argument('<folder>', 'task folder with its hidden part')
    .requiredOption('--answer <file>', 'answer as JSON')
    .option('--sources <folder>', 'check against these source files in place of the task’s own')
    .option('--seed <hex>', 'beacon that seeds worlds and probes (32 bytes)')
    .addOption(
      new Option(
        '--confirm <engine>',
        'run proved exploits on a second engine too: same outcome, equal gas',
      ).choices(['anvil']),
    )
    .option('--sarif <file>', 'also write the proved findings of an audit as SARIF 2.1.0')
    .option('--receipts <folder>', 'also write the receipts, for `poiw receipt replay`')
    .addHelpText(
      'after',
      `
Exits 0 when every item is valid or open, 11 when the answer is refused or an item is invalid.
Each item says which gate it failed at, what was expected and seen, and the next step.

Examples:
  poiw check tasks/samples/audit-harbor --answer tasks/samples/audit-harbor/hidden/gold.json
  poiw check tasks/samples/audit-harbor --answer answer.json --sources tasks/samples/audit-harbor/hidden/patches/all`,
    )
    .action(async (folder: string, options: CheckOptions, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { checkFolder } = await import('../../node/checkFolder.ts');
        const { describeCheck, describeConfirmation } = await import('../describeCheck.ts');
        const checked = await checkFolder(folder, { ...options, signal, progress });
        if (options.sarif !== undefined) {
          const { writeSarif } = await import('../../node/writeSarif.ts');
          await writeSarif(checked, options.sarif);
        }
        if (options.receipts !== undefined) {
          const { writeReceipts } = await import('../../node/writeReceipts.ts');
          await writeReceipts(checked, options.receipts);
        }
        const described = describeCheck(checked);
        if (options.confirm === undefined) return described;
        const { confirmCheck } = await import('../../node/confirmCheck.ts');
        progress(`confirming on ${options.confirm}`);
        return describeConfirmation(described, await confirmCheck(checked, signal));
      });
    });
}
