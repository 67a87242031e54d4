import { computeAddress } from 'ethers';
import { join } from 'node:path';
import { claimReward } from '../../chain/actions/claimReward.ts';
import { readCredits } from '../../chain/actions/readCredits.ts';
import { readMemberByWorker } from '../../chain/actions/readMemberByWorker.ts';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { callControl } from '../control/callControl.ts';
import { loadKey } from '../loadKey.ts';
import { openJournal } from '../openJournal.ts';
import { openNetwork } from '../openNetwork.ts';
import { mergeSettings, type GivenSettings } from './mergeSettings.ts';
import { dataFolderOf } from './dataFolderOf.ts';

export interface ClaimOptions {
  readonly given: GivenSettings;
  readonly fallback: { readonly network: string };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Pays what is owed out to the owner: through the running daemon, since one key has one sender, or
 * with the worker key itself when none runs.
 *
 * @throws PoiwError E_NOT_RUNNING when no daemon runs and no key is named, E_CHAIN_REJECTED
 */
export async function claimOwed({ given, fallback, env, signal }: ClaimOptions): Promise<unknown> {
  const data = await dataFolderOf(given);
  try {
    return await callControl({ data, name: 'claim', signal });
  } catch (thrown) {
    if (!(thrown instanceof PoiwError) || thrown.code !== 'E_NOT_RUNNING') throw thrown;
    if (given.key === undefined && given.config === undefined) throw thrown;
  }
  const settings = await mergeSettings(given, fallback);
  const privateKey = await loadKey(settings.key, { ...settings, env });
  const journal = openJournal(join(data, 'journal.db'));
  try {
    const { transactions } = journal;
    const { chain } = await openNetwork(settings.network, { signal, privateKey, transactions });
    const member = await readMemberByWorker(chain, { worker: computeAddress(privateKey) as Hex });
    if (member === undefined) throw new PoiwError('E_NOT_FOUND', 'this worker is not registered');
    const { owner } = member;
    if ((await readCredits(chain, { address: owner })) === 0n) {
      return { owner, claimed: '0', transaction: null };
    }
    const { amount, hash } = await claimReward(chain, { to: owner });
    return { owner, claimed: amount.toString(), transaction: hash };
  } finally {
    journal.close();
  }
}
