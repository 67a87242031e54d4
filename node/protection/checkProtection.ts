import { join } from 'node:path';
import { readMemberByWorker } from '../../chain/actions/readMemberByWorker.ts';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { openJournal } from '../openJournal.ts';
import type { OpenNetwork } from '../openNetwork.ts';
import { findGap, type HistoryGap } from './guardHistory.ts';

/** Roles whose keys make promises. */
const PROMISING = ['miner', 'peer', 'expert'] as const;

/**
 * Compares the journal of a data folder with what the chain shows of its key.
 *
 * @throws PoiwError E_NOT_FOUND, E_CONFIG, E_ALREADY_RUNNING
 */
export async function checkProtection(
  { chain, network }: OpenNetwork,
  { data, worker }: { readonly data: string; readonly worker: Hex },
): Promise<HistoryGap> {
  const member = await readMemberByWorker(chain, { worker });
  const role = PROMISING.find((one) => one === member?.role);
  if (member === undefined || role === undefined) {
    throw new PoiwError('E_NOT_FOUND', `worker ${worker} is registered for nothing that promises`, {
      hint: 'miners, jurors and experts make promises; name the hot key’s address',
    });
  }
  const journal = openJournal(join(data, 'journal.db'));
  try {
    const { id: memberId } = member;
    return await findGap(
      { chain, journal },
      { role, memberId, worker, fromBlock: network.fromBlock },
    );
  } finally {
    journal.close();
  }
}
