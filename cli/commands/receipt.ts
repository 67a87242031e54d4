import type { Command } from 'commander';
import { PoiwError } from '../../core/errors.ts';
import { createCommand } from '../options.ts';
import { printable, runCommand } from '../runCommand.ts';

interface ReplayFlags {
  readonly task?: string;
  readonly answer?: string;
}

async function replayOf(
  file: string,
  { task, answer }: ReplayFlags,
  context: { readonly signal: AbortSignal; readonly progress: (line: string) => void },
) {
  if (task === undefined && answer === undefined) {
    const { replayReceipt } = await import('../../node/bundle/replayReceipt.ts');
    return replayReceipt(file, context);
  }
  if (task === undefined || answer === undefined) {
    throw new PoiwError('E_USAGE', '--task and --answer go together');
  }
  const { replayLocalReceipt } = await import('../../node/replayLocalReceipt.ts');
  return replayLocalReceipt(file, { task, answer, ...context });
}

export function receiptCommand(): Command {
  return createCommand('receipt', 'the replayable record of one verdict').addCommand(
    createCommand('replay', 'run the check behind a receipt again and compare the bytes')
      .argument('<file>', 'receipt; in a bundle <bundle>/receipts/<id>.json')
      .option('--task <folder>', 'task folder, for a receipt outside of a bundle')
      .option('--answer <file>', 'answer the receipt is about, for a receipt outside of a bundle')
      .addHelpText('after', '\nExits 8 when the replay gives other bytes.')
      .action(async (file: string, options: ReplayFlags, command: Command) => {
        await runCommand(command, async ({ signal, progress }) => {
          const replay = await replayOf(file, options, { signal, progress });
          const { same, item, verdict, explanation, replayed, receipt } = replay;
          const text = `${item}: ${verdict}, ${printable(explanation)}\nreplayed  ${replayed ?? 'nothing'}\nreceipt   ${receipt}`;
          if (same) return { data: replay, text: `${text}\nthe same bytes` };
          const error = new PoiwError('E_VERIFY_MISMATCH', 'the replay gives another receipt', {
            hint: 'compare the tool versions in the receipt with `poiw --version`',
          });
          return { data: replay, text, error };
        });
      }),
  );
}
