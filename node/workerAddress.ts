import { computeAddress, getAddress, isAddress } from 'ethers';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { loadKey } from './loadKey.ts';

export interface WorkerOptions {
  readonly worker?: string;
  readonly key?: string;
  readonly passwordFile?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The hot key's address, as given or of a key by reference.
 *
 * @throws PoiwError E_USAGE, E_CONFIG, E_KEY_LOCKED
 */
export async function workerAddress(options: WorkerOptions): Promise<Hex> {
  const { key } = options;
  const worker: string | undefined = options.worker;
  if (worker !== undefined) {
    // Ethers' guard would leave `never` of a Hex.
    if ((isAddress as (text: string) => boolean)(worker)) return getAddress(worker) as Hex;
    throw new PoiwError('E_USAGE', `"${worker}" is no address`, {
      hint: 'an address is 0x and 40 hex digits; one in mixed case carries a checksum',
    });
  }
  if (key !== undefined) {
    return computeAddress(await loadKey(key, options)) as Hex;
  }
  throw new PoiwError('E_USAGE', 'whose? A worker address is needed', {
    hint: 'name it with --worker 0x… or its key with --key REF',
  });
}
