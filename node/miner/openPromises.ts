import type { Miner } from '../../miner/createMiner.ts';
import type { MinerStatus } from '../../miner/minerStatus.ts';

/** Tasks that a miner would lose its bond of if it did not come back. */
export function openPromises(miner: Pick<Miner, 'status'>): MinerStatus['work'] {
  return miner.status().work.filter(({ stage }) => stage === 'sealed' || stage === 'committed');
}
