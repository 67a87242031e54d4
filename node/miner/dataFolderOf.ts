import { PoiwError } from '../../core/errors.ts';
import type { GivenSettings } from './mergeSettings.ts';
import { readMinerConfig } from './minerSettings.ts';

/**
 * The data folder a command means: by flag, environment or configuration file.
 *
 * @throws PoiwError E_USAGE, E_CONFIG
 */
export async function dataFolderOf({ data, config }: GivenSettings): Promise<string> {
  const found = data ?? (config === undefined ? undefined : (await readMinerConfig(config)).data);
  if (found !== undefined) return found;
  throw new PoiwError('E_USAGE', 'which miner? Its data folder is not named', {
    hint: 'name it with --data FOLDER, POIW_DATA or `data` in the file of --config',
  });
}
