import { randomBytes } from 'node:crypto';
import { Wallet } from 'ethers';
import type { Miner } from '../../miner/createMiner.ts';
import { announce, httpSink } from '../presence/announce.ts';
import type { DaemonComponents } from '../runDaemon.ts';
import type { MinerSettings } from './minerSettings.ts';
import type { Speeds } from './speeds.ts';

const EVERY_MS = 15_000;

export interface AnnouncedMiner {
  readonly miner: Miner;
  readonly settings: MinerSettings;
  readonly parallel: number;
  /** What `poiw miner bench` measured; work done since then says more. */
  readonly speeds: Speeds | undefined;
  /** Measured on this process's own work. */
  readonly checksPerSecond: () => number | undefined;
  readonly model: MinerModel | undefined;
}

/** The model a miner works with. */
export interface MinerModel {
  readonly id: string;
  /** Tokens it wrote a second; undefined before it wrote any. */
  readonly tokensPerSecond: () => number | undefined;
}

/** Says what this miner is able to do, where the network names a place that listens. */
export async function announceMiner(
  { network, chain, workerKey, log, stop, signal }: DaemonComponents,
  { miner, settings, parallel, speeds, checksPerSecond, model }: AnnouncedMiner,
): Promise<void> {
  if (network.presence === undefined) return;
  const benched = speeds?.model === model?.id ? speeds?.tokensPerSecond : undefined;
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
        models: model === undefined ? [] : [model.id.slice(0, 120)],
        checkSpeed: thousandths(checksPerSecond() ?? speeds?.checksPerSecond),
        tokenSpeed: thousandths(model?.tokensPerSecond() ?? benched),
        load: loadOf(miner, parallel),
        region: settings.region,
      }),
      log,
      onTwin: stop,
    },
    { everyMs: EVERY_MS, signal },
  );
}

const thousandths = (value: number | null | undefined) => Math.round(1000 * (value ?? 0));

/** Tasks being solved, thousandths of what is solved side by side. */
function loadOf(miner: Miner, parallel: number): number {
  const solving = miner.status().work.filter(({ stage }) => stage === 'solving').length;
  return Math.round((1000 * solving) / parallel);
}
