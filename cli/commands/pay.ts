import type { Command } from 'commander';
import { formatTos } from '../../node/formatText.ts';
import { createCommand, keyOption, networkOption, passwordOption } from '../options.ts';
import { runCommand } from '../runCommand.ts';

/** Pay of an epoch's votes by score, one root for all. */
export function payCommand(): Command {
  return createCommand('pay', 'pay an epoch’s votes by score: post its root, throw a false one out')
    .addCommand(postCommand())
    .addCommand(challengeCommand());
}

interface PayOptions {
  readonly network: string;
  readonly key: string;
  readonly passwordFile?: string;
  readonly scores: string;
  readonly entries: string;
}

function withScores(command: Command): Command {
  return command
    .addOption(networkOption())
    .addOption(keyOption())
    .addOption(passwordOption())
    .requiredOption('--scores <file>', 'scores of the epoch by account (poiw.pay-epoch/v1)');
}

function postCommand(): Command {
  return withScores(createCommand('post', 'post an epoch’s scores and the root they make'))
    .addHelpText('after', '\nThe key holds the role EPOCHS; a false root loses its bond.')
    .action(async (options: PayOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { postPay } = await import('../../node/pay/payRoot.ts');
        const { readPayEpoch } = await import('../../node/pay/payFiles.ts');
        const of = await readPayEpoch(options.scores);
        const data = await postPay(await open(options, signal), of);
        const text = `epoch ${data.epoch}: ${formatTos(data.total)} owed by ${data.entries.length} entries, bond ${formatTos(data.bond)}; publish the entries`;
        return { data: { ...data, schema: 'poiw.pay-root/v1' }, text };
      });
    });
}

function challengeCommand(): Command {
  return withScores(createCommand('challenge', 'throw a false root out by one wrong entry'))
    .requiredOption('--entries <file>', 'entries as they were published (poiw.pay-root/v1)')
    .addHelpText('after', '\nHalf of the bond is yours. Exits 7 when every entry is right.')
    .action(async (options: PayOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { challengePay } = await import('../../node/pay/payRoot.ts');
        const { readEntries, readPayEpoch } = await import('../../node/pay/payFiles.ts');
        const of = await readPayEpoch(options.scores);
        const entries = await readEntries(options.entries);
        const data = await challengePay(await open(options, signal), of, entries);
        return { data, text: `epoch ${data.epoch}: thrown out by entry ${data.index}` };
      });
    });
}

async function open(options: PayOptions, signal: AbortSignal) {
  const { loadKey } = await import('../../node/loadKey.ts');
  const { openNetwork } = await import('../../node/openNetwork.ts');
  const privateKey = await loadKey(options.key, { ...options, env: process.env });
  return (await openNetwork(options.network, { signal, privateKey })).chain;
}
