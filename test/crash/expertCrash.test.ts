import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalChain, type Party } from '../../chain/test/localChain.ts';
import { readMember } from '../../chain/actions/readMember.ts';
import { expertDuties } from '../../node/validator/expertDuties.ts';
import { openJournal } from '../../node/openJournal.ts';
import { createBlobStore } from '../../node/createBlobStore.ts';
import { guardHistory } from '../../node/protection/guardHistory.ts';
import type { Hex } from '../../core/contentId.ts';
import { seededRandom } from '../seededRandom.ts';
import { crashExperts, type ExpertRig } from './crashExperts.ts';
import { EXPERT_CRASHES } from './expertCrashes.ts';

let rig: ExpertRig;
let parties: Party[];
beforeAll(async () => {
  const chain = await startLocalChain({ disputeSeconds: 100_000 });
  const folder = mkdtempSync(join(tmpdir(), 'poiw-expert-'));
  const [miner, ...autos] = await Promise.all([
    ...[chain.join('miner'), chain.join('auto'), chain.join('auto')],
  ]);
  if (miner === undefined) throw new Error('no miner');
  rig = { chain, folder, miner, autos };
  await Promise.all([1, 2, 3].map(() => chain.join('peer')));
  parties = await Promise.all([1, 2, 3].map(() => chain.join('expert', 500n * 10n ** 18n)));
}, 180_000);
afterAll(async () => {
  await rig.chain.stop();
  rmSync(rig.folder, { recursive: true, force: true });
});

describe('an expert that dies', () => {
  test('behavior: at any of twelve points from draw to reveal, no lost reveal, no second vote', async () => {
    const plans = parties.map((_, at) => EXPERT_CRASHES.filter((__, i) => i % 3 === at));
    const batch = { parties, plans, random: seededRandom('expert'), cases: 2 };
    const { crashes, ...tally } = await crashExperts(rig, batch);
    expect(EXPERT_CRASHES).toHaveLength(12);
    expect(crashes).toBe(EXPERT_CRASHES.length);
    expect(tally).toEqual({ runs: 6, lostReveals: 0, doubleCommits: 0, miscountedSpend: 0 });
  }, 120_000);

  test('behavior: its journal lost, it is refused with exit code 13 and rebuilt from key and chain', async () => {
    const [party] = parties;
    if (party === undefined) throw new Error('no expert');
    const journal = openJournal(join(rig.folder, 'empty', 'journal.db'));
    const workerKey = (party.client.wallet?.privateKey ?? '0x') as Hex;
    const blobs = createBlobStore(join(rig.folder, 'blobs'));
    const events: string[] = [];
    const components = {
      ...{ chain: party.client, blobs, journal, workerKey },
      log: (event: string) => void events.push(event),
    };
    const { memberId, worker } = party;
    const maker = { role: 'expert' as const, memberId, worker, fromBlock: 0 };
    const guard = (recover: boolean) => guardHistory(components, maker, { recover });
    await expect(guard(false)).rejects.toMatchObject({ code: 'E_PROTECTION', exitCode: 13 });
    await guard(true);
    expect(new Set(events)).toEqual(new Set(['recovered']));
    const rulings = journal.protection().promises.filter(({ kind }) => kind === 'ruling');
    expect(rulings.map((one) => 'salt' in one && one.scores?.length)).toEqual([68, 68]);
    await guard(false);
    journal.close();
    const member = await readMember(rig.chain.root, { memberId });
    const { duties } = await expertDuties(rig.chain.root, { member, fromBlock: 0 });
    expect(duties.map(({ stage, tier }) => [stage, tier])).toEqual([
      ['revealed', 'standard'],
      ['revealed', 'standard'],
    ]);
  });
});
