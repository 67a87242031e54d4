import type { Command } from 'commander';
import { PoiwError } from '../../core/errors.ts';
import { createCommand } from '../options.ts';
import { printable, runCommand } from '../runCommand.ts';

export function receiptCommand(): Command {
  return createCommand('receipt', 'the replayable record of one verdict').addCommand(
    createCommand('replay', 'run the check behind a receipt again and compare the bytes')
      .argument('<file>', 'receipt inside a bundle: <bundle>/receipts/<id>.json')
      .addHelpText('after', '\nExits 8 when the replay gives other bytes.')
      .action(async (file: string, _options: object, command: Command) => {
        await runCommand(command, async ({ signal, progress }) => {
          const { replayReceipt } = await import('../../node/bundle/replayReceipt.ts');
          const replay = await replayReceipt(file, { signal, progress });
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
