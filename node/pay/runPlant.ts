import { computeAddress } from 'ethers';
import { join } from 'node:path';
import { deriveSalt } from '../../core/commitment.ts';
import type { Hex } from '../../core/contentId.ts';
import type { Log } from '../../core/service.ts';
import { requireMember } from '../../tasks/requireMember.ts';
import { holdKey } from '../holdKey.ts';
import { loadKey } from '../loadKey.ts';
import { openJournal } from '../openJournal.ts';
import { openNetwork } from '../openNetwork.ts';
import { plantPass, type PlantPass } from './plantPass.ts';

export interface RunPlantOptions {
  readonly network: string;
  /** Key reference of whoever holds the role `EPOCHS`. */
  readonly key: string;
  /** Key reference of the worker that answers. */
  readonly planter: string;
  readonly passwordFile?: string;
  /** Folder of the planter's journal. */
  readonly data: string;
  /** ppm */
  readonly share: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * One pass of planting with two keys: one posts words, the other answers like any miner. The words
 * are made of the first, so that nothing has to be kept but the keys.
 *
 * @throws PoiwError E_ALREADY_RUNNING, E_CONFIG when the planter is no miner, and what `plantPass` does
 */
export async function runPlant(options: RunPlantOptions): Promise<PlantPass> {
  const { network: file, signal, share, log } = options;
  const posterKey = await loadKey(options.key, options);
  const workerKey = await loadKey(options.planter, options);
  const worker = computeAddress(workerKey) as Hex;
  const journal = openJournal(join(options.data, 'journal.db'));
  try {
    const { transactions } = journal;
    const opened = await openNetwork(file, { signal, log, privateKey: workerKey, transactions });
    const { chain: poster, network } = await openNetwork(file, { signal, privateKey: posterKey });
    const letGo = await holdKey(opened.chain, worker);
    try {
      const { id: memberId } = await requireMember(opened.chain, worker, 'miner');
      const { chainId, contract } = poster.domainOf('TaskManager');
      const secret = deriveSalt(posterKey, `planted|${chainId}|${contract.toLowerCase()}`);
      const planter = { ...opened, journal, worker, workerKey, memberId, log };
      return await plantPass({ poster, secret, planter, fromBlock: network.fromBlock, share });
    } finally {
      letGo();
      opened.chain.close();
      poster.close();
    }
  } finally {
    journal.close();
  }
}
