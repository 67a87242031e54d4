import { randomBytes } from 'node:crypto';
import { Wallet } from 'ethers';
import type { Miner } from '../../miner/createMiner.ts';
import { announce, httpSink } from '../presence/announce.ts';
import type { DaemonComponents } from '../runDaemon.ts';
import type { MinerSettings } from './minerSettings.ts';

const EVERY_MS = 15_000;

export interface AnnouncedMiner {
  readonly miner: Miner;
  readonly settings: MinerSettings;
  readonly parallel: number;
}

/** Says what this miner is able to do, where the network names a place that listens. */
export async function announceMiner(
  { network, chain, workerKey, log, stop, signal }: DaemonComponents,
  { miner, settings, parallel }: AnnouncedMiner,
): Promise<void> {
  if (network.presence === undefined) return;
  await announce(
    {
      wallet: new Wallet(workerKey),
      domain: chain.domainOf('TaskManager'),
      sink: httpSink(network.presence),
      instance: `0x${randomBytes(32).toString('hex')}`,
      now: () => Date.now(),
      capabilities: () => ({
        kinds: [...settings.kinds],
        specialties: [...settings.specialties],
        models: [],
        checkSpeed: 0,
        tokenSpeed: 0,
        load: loadOf(miner, parallel),
        region: settings.region,
      }),
      log,
      onTwin: stop,
    },
    { everyMs: EVERY_MS, signal },
  );
}

/** Tasks being solved, thousandths of what is solved side by side. */
function loadOf(miner: Miner, parallel: number): number {
  const solving = miner.status().work.filter(({ stage }) => stage === 'solving').length;
  return Math.round((1000 * solving) / parallel);
}
