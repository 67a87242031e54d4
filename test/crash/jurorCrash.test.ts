import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalChain, type Party } from '../../chain/test/localChain.ts';
import { seededRandom } from '../seededRandom.ts';
import { crashJurors, type JurorRig } from './crashJurors.ts';
import { JUROR_CRASHES } from './jurorCrashes.ts';

let rig: JurorRig;
let parties: Party[];
beforeAll(async () => {
  const chain = await startLocalChain();
  const folder = mkdtempSync(join(tmpdir(), 'poiw-juror-'));
  const [miner, ...autos] = await Promise.all([
    ...[chain.join('miner'), chain.join('auto'), chain.join('auto')],
  ]);
  if (miner === undefined) throw new Error('no miner');
  rig = { chain, folder, miner, autos };
  parties = await Promise.all(JUROR_CRASHES.map(() => chain.join('peer')));
});
afterAll(async () => {
  await rig.chain.stop();
  rmSync(rig.folder, { recursive: true, force: true });
});

describe('a juror that dies', () => {
  test('behavior: at any of twelve points from draw to reveal, no lost reveal, no second vote', async () => {
    const batch = { parties, points: JUROR_CRASHES, random: seededRandom('juror') };
    const { crashes, ...tally } = await crashJurors(rig, batch);
    expect(JUROR_CRASHES).toHaveLength(12);
    expect(crashes).toBeGreaterThanOrEqual(JUROR_CRASHES.length);
    expect(tally).toEqual({ runs: 12, lostReveals: 0, doubleCommits: 0, miscountedSpend: 0 });
  }, 120_000);
});
