import { readMemberByWorker } from '../../chain/actions/readMemberByWorker.ts';
import type { Hex } from '../../core/contentId.ts';
import { isPromiseOpen } from './isPromiseOpen.ts';
import { guardHistory, type HistoryComponents } from './guardHistory.ts';
import { watchForTwin } from './watchForTwin.ts';

export interface GuardOptions {
  readonly role: 'miner' | 'peer' | 'expert';
  /** Rebuild promises that the journal lacks from key, chain and blob store. */
  readonly recover: boolean;
  /** Seconds to listen for another process with this key before anything new is promised. */
  readonly twinWait: number;
  readonly fromBlock: number;
  readonly signal: AbortSignal;
}

/** Tasks looked back at for promises that are still to be kept. */
const LOOK_BACK = 50;

/**
 * What a daemon makes sure of before it makes a promise: its journal is as new as the chain, and no
 * twin works with its key. A daemon that still has something to reveal does not wait: revealing
 * twice does no harm, revealing late costs the bond.
 *
 * @throws PoiwError E_PROTECTION, E_DOPPELGANGER, E_RPC_UNREACHABLE
 */
export async function guardStart(
  components: HistoryComponents & { readonly worker: Hex },
  { role, recover, twinWait, fromBlock, signal }: GuardOptions,
): Promise<void> {
  const { chain, worker, log } = components;
  const member = await readMemberByWorker(chain, { worker });
  if (member === undefined) return;
  await guardHistory(components, { role, memberId: member.id, worker, fromBlock }, { recover });
  if (twinWait === 0) return;
  if (await hasOpenPromise(components)) {
    log('twin-wait-skipped', { why: 'promises are still to be kept' });
    return;
  }
  log('twin-wait', { seconds: twinWait });
  await watchForTwin(chain, { worker, seconds: twinWait, signal });
}

async function hasOpenPromise({
  chain,
  journal,
}: Pick<HistoryComponents, 'chain' | 'journal'>): Promise<boolean> {
  const promises = journal
    .protection()
    .promises.filter(({ kind, chainId }) => kind !== 'hidden' && chainId === chain.chainId)
    .sort((a, b) => (a.taskId < b.taskId ? 1 : -1));
  for (const promise of promises.slice(0, LOOK_BACK)) {
    if (await isPromiseOpen(chain, promise)) return true;
  }
  return false;
}
