import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Party } from '../../chain/test/localChain.ts';
import { startMinerRig, type MinerRig } from '../minerRig.ts';
import { seededRandom } from '../seededRandom.ts';
import { crashMiners } from './crashMiners.ts';
import { MINER_CRASHES } from './minerCrashes.ts';

const SEEDS = ['one', 'two'];

let rig: MinerRig;
let parties: Party[];
beforeAll(async () => {
  rig = await startMinerRig();
  parties = await Promise.all(MINER_CRASHES.map(() => rig.chain.join('miner')));
});
afterAll(() => rig.stop());

describe('a miner that dies', () => {
  test.each(SEEDS)(
    'behavior: at any of twenty points, no lost reveal, no second commit, spend counted once (seed %s)',
    async (seed) => {
      const batch = { parties, points: MINER_CRASHES, random: seededRandom(seed) };
      const { crashes, ...tally } = await crashMiners(rig, batch);
      expect(MINER_CRASHES).toHaveLength(20);
      expect(crashes).toBeGreaterThanOrEqual(MINER_CRASHES.length);
      expect(tally).toEqual({ runs: 20, lostReveals: 0, doubleCommits: 0, miscountedSpend: 0 });
    },
    120_000,
  );
});
