import { Command, InvalidArgumentError, Option } from 'commander';
import { TASK_KINDS, type TaskKind } from '../core/taskKind.ts';
import { exitForCommander } from './usageError.ts';

/** Where `poiw devnet` writes, and where commands look when told nothing else. */
export const DEVNET_HOME = '.poiw/devnet';

/** A subcommand that exits with the usage code where commander would exit with 1. */
export function createCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .helpOption('-h, --help', 'show this help')
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(exitForCommander);
}

export const networkOption = () =>
  new Option('--network <file>', 'network file')
    .env('POIW_NETWORK')
    .default(`${DEVNET_HOME}/network.json`);

/** Commander parser: RPC URLs separated by commas. */
function parseUrls(text: string): string[] {
  const urls = text.split(',').map((url) => url.trim());
  if (urls.every((url) => URL.canParse(url) && /^https?:/.test(url))) return urls;
  throw new InvalidArgumentError('http or https URLs, separated by commas');
}

export const rpcOption = () =>
  new Option('--rpc <urls>', 'RPC URLs instead of the network file’s; several fail over')
    .env('POIW_RPC')
    .argParser(parseUrls);

export const keyOption = (fallback?: string) => {
  const option = new Option('--key <reference>', 'key: file:PATH, env:NAME or keystore:PATH').env(
    'POIW_KEY',
  );
  return fallback === undefined ? option.makeOptionMandatory() : option.default(fallback);
};

export const passwordOption = () =>
  new Option('--password-file <path>', 'file with the password of a keystore');

export const logFormatOption = () =>
  new Option('--log-format <format>', 'log lines on stderr')
    .choices(['pretty', 'json'])
    .default('pretty');

export const recoverOption = () =>
  new Option(
    '--recover',
    'rebuild promises that the journal lacks from key, chain and blob store',
  ).default(false);

export const twinOption = (seconds: number) =>
  new Option(
    '--doppelganger-wait <seconds>',
    'listen this long for another process with the same key before promising anything',
  )
    .argParser(parseInteger)
    .default(seconds);

export const tierOption = () =>
  new Option(
    '--tier <tier>',
    'auto: checks that prove; peer: a juror drawn by lot; expert: rules on disputes',
  )
    .choices(['auto', 'peer', 'expert'])
    .makeOptionMandatory();

/** Commander parser: a non-negative integer. */
export function parseInteger(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}

/** Commander parser: how many of something there are to be, at least one. */
export function parseCount(text: string): number {
  const count = parseInteger(text);
  if (count === 0) throw new InvalidArgumentError('a whole number from 1');
  return count;
}

/** Commander parser: a task id, from 1. */
export function parseTaskId(text: string): bigint {
  if (!/^[1-9]\d{0,76}$/.test(text)) throw new InvalidArgumentError('a task id is a number from 1');
  return BigInt(text);
}

/** Commander parser: an amount in wei. */
export function parseWei(text: string): bigint {
  if (!/^\d{1,77}$/.test(text)) throw new InvalidArgumentError('an amount in wei, digits only');
  return BigInt(text);
}

/** Commander parser: kinds separated by commas. */
export function parseKinds(text: string): TaskKind[] {
  return text.split(',').map((name) => {
    const kind = TASK_KINDS.find((one) => one === name.trim());
    if (kind === undefined) throw new InvalidArgumentError(`kinds are ${TASK_KINDS.join(', ')}`);
    return kind;
  });
}

const WINDOWS = ['think', 'commit', 'reveal', 'verify', 'voteCommit', 'voteReveal', 'settle'];

/** Commander collector: `--window commit=600`, repeatable. */
export function collectWindow(
  text: string,
  before: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const [name = '', seconds = ''] = text.split('=');
  if (!WINDOWS.includes(name)) throw new InvalidArgumentError(`windows are ${WINDOWS.join(', ')}`);
  return { ...before, [name]: parseInteger(seconds) };
}
