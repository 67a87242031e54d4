import { computeAddress } from 'ethers';
import { join } from 'node:path';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { callControl } from '../control/callControl.ts';
import { loadKey } from '../loadKey.ts';
import { openJournal } from '../openJournal.ts';
import { openNetwork } from '../openNetwork.ts';
import { payOutOwed } from './payOutOwed.ts';

/** The worker key of a daemon that does not run, and its network. */
interface OwnKey {
  readonly network: string;
  readonly key: string;
  readonly passwordFile?: string;
}

export interface ClaimOptions {
  /** Data folder of the daemon. */
  readonly data: string;
  /** Asked only when no daemon runs; absent when no key is named. */
  readonly own: (() => OwnKey | Promise<OwnKey>) | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Pays what is owed out to the owner: through the running daemon, since one key has one sender, or
 * with the worker key itself when none runs. What comes back is a `PaidOut`.
 *
 * @throws PoiwError E_NOT_RUNNING when no daemon runs and no key is named, E_NOT_FOUND,
 * E_CHAIN_REJECTED
 */
export async function claimOwed({ data, own, env, signal }: ClaimOptions): Promise<unknown> {
  try {
    return await callControl({ data, name: 'claim', signal });
  } catch (thrown) {
    if (!(thrown instanceof PoiwError) || thrown.code !== 'E_NOT_RUNNING') throw thrown;
    if (own === undefined) {
      throw new PoiwError('E_NOT_RUNNING', thrown.message, {
        ...{ cause: thrown.cause, hint: 'start it, or name its worker key with --key REF' },
      });
    }
  }
  const { network, ...reference } = await own();
  const privateKey = await loadKey(reference.key, { ...reference, env });
  const journal = openJournal(join(data, 'journal.db'));
  try {
    const { transactions } = journal;
    const { chain } = await openNetwork(network, { signal, privateKey, transactions });
    try {
      return await payOutOwed(chain, { worker: computeAddress(privateKey) as Hex });
    } finally {
      chain.close();
    }
  } finally {
    journal.close();
  }
}
