import { z } from 'zod';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { Miner } from '../../miner/createMiner.ts';
import type { MinerLedger } from '../../miner/ledger.ts';
import { minerBalance } from '../../miner/minerBalance.ts';
import type { Hex } from '../../core/contentId.ts';
import type { PoiwError } from '../../core/errors.ts';
import type { ControlRoutes } from '../control/serveControl.ts';
import { openPromises } from './openPromises.ts';
import { payOutOwed } from '../pay/payOutOwed.ts';

export interface MinerRouteComponents {
  readonly chain: ChainClient;
  readonly worker: Hex;
  readonly ledger: MinerLedger;
  readonly stop: (error?: PoiwError) => void;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** What a dollar counts, wei of the reward's token. */
  readonly weiPerUsd: bigint;
}

const taskBody = z.strictObject({ task: z.string().regex(/^[1-9]\d{0,76}$/) });

/** What an operator may ask of a running miner. */
export function minerRoutes(miner: Miner, components: MinerRouteComponents): ControlRoutes {
  const status = () => {
    const now = Math.floor(components.wallClock() / 1000);
    const balance = minerBalance(components.ledger, { ...components, now });
    return { running: true, pid: process.pid, ...miner.status(), balance };
  };
  return {
    status: () => Promise.resolve(status()),
    pause: () => {
      miner.pause();
      return Promise.resolve(status());
    },
    resume: () => {
      miner.resume();
      return Promise.resolve(status());
    },
    drain: () => {
      void miner.drain().then(() => components.stop());
      return Promise.resolve(status());
    },
    stop: () => {
      // Answered first: the channel closes with the daemon.
      setTimeout(() => components.stop(), 50);
      return Promise.resolve({ ...status(), openPromises: openPromises(miner) });
    },
    explain: (body) => {
      const { task } = taskBody.parse(body);
      return Promise.resolve(miner.explain(BigInt(task)) ?? null);
    },
    claim: () => payOutOwed(components.chain, components),
  };
}
