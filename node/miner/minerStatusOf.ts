import { PoiwError } from '../../core/errors.ts';
import { callControl } from '../control/callControl.ts';
import type { GivenSettings } from './mergeSettings.ts';
import { readMinerConfig } from './minerSettings.ts';

/** A daemon that does not run, said as its status would be. */
interface NotRunning {
  readonly running: false;
  readonly data: string;
  readonly earning: { readonly yes: false; readonly because: string };
}

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

/** The running daemon's status; that none runs is an answer, not a failure. */
export async function minerStatusOf(given: GivenSettings, signal: AbortSignal): Promise<unknown> {
  const data = await dataFolderOf(given);
  try {
    return await callControl({ data, name: 'status', signal });
  } catch (thrown) {
    if (!(thrown instanceof PoiwError) || thrown.code !== 'E_NOT_RUNNING') throw thrown;
    const because = 'the daemon does not run: `poiw miner start`';
    return { running: false, data, earning: { yes: false, because } } satisfies NotRunning;
  }
}
