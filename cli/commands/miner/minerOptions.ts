import { Option, type Command } from 'commander';
import type { GivenSettings } from '../../../node/miner/mergeSettings.ts';
import { DEVNET_HOME } from '../../options.ts';

/** Where a miner's network is looked for when nothing names one. */
export const NETWORK_FALLBACK = { network: `${DEVNET_HOME}/network.json` };

export const dataOption = () =>
  new Option('--data <folder>', 'folder of the journal; one per worker key').env('POIW_DATA');

export const configOption = () =>
  new Option('--config <file>', 'configuration file (JSON); flags override it').env(
    'POIW_MINER_CONFIG',
  );

/** What was really given by flag or environment: a default must not override the file. */
export function givenOptions(command: Command): GivenSettings {
  const given = Object.entries(command.opts<Record<string, unknown>>()).filter(([name, value]) => {
    return value !== undefined && command.getOptionValueSource(name) !== 'default';
  });
  return Object.fromEntries(given);
}
