import { Option, type Command } from 'commander';
import { formatTable, formatTos } from '../../node/formatText.ts';
import { PoiwError } from '../../core/errors.ts';
import {
  createCommand,
  keyOption,
  networkOption,
  parseInteger,
  parseWei,
  passwordOption,
} from '../options.ts';
import { runCommand } from '../runCommand.ts';
import { plantCommand, plantedCommand } from './pay/plant.ts';

/** Pay of an epoch's votes by score, one root for all. */
export function payCommand(): Command {
  const pay = createCommand(
    'pay',
    'pay an epoch’s votes by score: plant, post its root, throw a false one out',
  );
  const commands = [
    postCommand(),
    challengeCommand(),
    rateCommand(),
    plantCommand(),
    plantedCommand(),
  ];
  for (const command of commands) pay.addCommand(command);
  return pay;
}

interface PayOptions {
  readonly network: string;
  readonly key: string;
  readonly passwordFile?: string;
  readonly epoch?: number;
  readonly stream: string;
  readonly cost?: bigint;
  readonly scores?: string;
  readonly entries: string;
}

function withScores(command: Command): Command {
  return command
    .addOption(networkOption())
    .addOption(keyOption())
    .addOption(passwordOption())
    .option('--epoch <number>', 'epoch, from 1: its scores follow from the chain', parseInteger)
    .option('--stream <name>', 'purse it is paid from: a name or 32 bytes', 'peers')
    .addOption(
      new Option('--scores <file>', 'scores of an epoch by account (poiw.pay-epoch/v1)').conflicts(
        'epoch',
      ),
    );
}

/** The epoch by its number, from the chain, or by a file. */
async function loadEpoch(options: PayOptions, { chain, network }: Opened) {
  const { epoch, scores, stream, cost } = options;
  if (scores !== undefined) {
    const { readPayEpoch } = await import('../../node/pay/payFiles.ts');
    return readPayEpoch(scores);
  }
  if (epoch === undefined) {
    throw new PoiwError('E_USAGE', 'name an epoch with --epoch, or a file with --scores');
  }
  const { scoredPay, streamOf } = await import('../../node/pay/scoredPay.ts');
  const { fromBlock } = network;
  const of = { ...{ epoch, fromBlock }, stream: streamOf(stream) };
  return scoredPay(chain, { ...of, ...(cost === undefined ? {} : { cost }) });
}

function postCommand(): Command {
  return withScores(createCommand('post', 'post an epoch’s scores and the root they make'))
    .option('--cost <wei>', 'what judging an item costs: wages are 1.5 of it', parseWei)
    .addHelpText('after', '\nThe key holds the role EPOCHS; a false root loses its bond.')
    .action(async (options: PayOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { postPay } = await import('../../node/pay/payRoot.ts');
        if (options.epoch !== undefined && options.cost === undefined) {
          throw new PoiwError('E_USAGE', 'say with --cost what judging an item costs');
        }
        const opened = await open(options, signal);
        const data = await postPay(opened.chain, await loadEpoch(options, opened));
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
        const { readEntries } = await import('../../node/pay/payFiles.ts');
        const { requirePosted } = await import('../../node/pay/scoredPay.ts');
        const entries = await readEntries(options.entries);
        const opened = await open(options, signal);
        const of = await loadEpoch(options, opened);
        await requirePosted(opened.chain, of);
        const data = await challengePay(opened.chain, of, entries);
        const { index, proposed, right } = data;
        const text = `epoch ${data.epoch}: thrown out by entry ${index}, ${formatTos(proposed)} where the scores make ${formatTos(right)}`;
        return { data, text };
      });
    });
}

function rateCommand(): Command {
  return createCommand('rate', 'write the labelled records of jurors and experts')
    .addOption(networkOption())
    .addOption(keyOption())
    .addOption(passwordOption())
    .requiredOption('--epoch <number>', 'the latest epoch posted', parseInteger)
    .option('--stream <name>', 'purse it is paid from: a name or 32 bytes', 'peers')
    .addHelpText(
      'after',
      '\nThe key holds the role RATER. Records follow from the chain and have to fit the scores posted;\nwhat is written already is left alone, so that a run that was cut short is run again.',
    )
    .action(async (options: PayOptions & { readonly epoch: number }, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { rateEpoch } = await import('../../node/pay/rateEpoch.ts');
        const { streamOf } = await import('../../node/pay/scoredPay.ts');
        const { chain, network } = await open(options, signal);
        const { epoch, stream } = options;
        const { fromBlock } = network;
        const members = await rateEpoch(chain, { epoch, stream: streamOf(stream), fromBlock });
        const rows = members.map(({ member, role, rate, labels, did }) => [
          ...[`member ${member}`, role, `${rate / 100} %`, `${labels} labels`, did],
        ]);
        return { data: { epoch, members }, text: formatTable(rows) };
      });
    });
}

type Opened = Awaited<ReturnType<typeof open>>;

async function open(options: PayOptions, signal: AbortSignal) {
  const { loadKey } = await import('../../node/loadKey.ts');
  const { openNetwork } = await import('../../node/openNetwork.ts');
  const privateKey = await loadKey(options.key, { ...options, env: process.env });
  return openNetwork(options.network, { signal, privateKey });
}
