import { PoiwError } from '../../core/errors.ts';
import { MINER_DEFAULTS, readMinerConfig, type MinerSettings } from './minerSettings.ts';

/** Settings a command was given by flag or environment; what is absent was not given. */
export interface GivenSettings extends Partial<MinerSettings> {
  readonly config?: string;
  readonly network?: string;
  readonly key?: string;
  readonly passwordFile?: string;
  readonly data?: string;
}

export interface MergedSettings extends MinerSettings {
  readonly network: string;
  readonly key: string;
  readonly passwordFile?: string;
  readonly data: string;
}

/**
 * Flag or environment before configuration file before default.
 *
 * @throws PoiwError E_CONFIG, E_USAGE for a key or data folder that nothing names
 */
export async function mergeSettings(
  given: GivenSettings,
  fallback: { readonly network: string },
): Promise<MergedSettings> {
  const merged = await knownSettings(given, fallback);
  const { key, data } = merged;
  if (key === undefined) throw missing('a worker key', '--key REF, POIW_KEY or `key`');
  if (data === undefined) throw missing('a data folder', '--data FOLDER, POIW_DATA or `data`');
  return { ...merged, key, data };
}

/**
 * The same for commands that can do without a key or a data folder.
 *
 * @throws PoiwError E_CONFIG
 */
export async function knownSettings<Given extends GivenSettings>(
  given: Given,
  fallback: { readonly network: string },
) {
  const { config: file, ...flags } = given;
  const config = file === undefined ? {} : await readMinerConfig(file);
  return { ...MINER_DEFAULTS, ...fallback, ...config, ...flags };
}

function missing(what: string, how: string): PoiwError {
  return new PoiwError('E_USAGE', `the miner needs ${what}`, {
    hint: `name it with ${how} in the file of --config`,
  });
}
