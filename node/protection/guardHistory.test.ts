import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { transferToken } from '../../chain/actions/transferToken.ts';
import type { Party } from '../../chain/test/localChain.ts';
import type { Hex } from '../../core/contentId.ts';
import type { Log } from '../../core/service.ts';
import { quickAnswer, quickSolver, startMinerRig, type MinerRig } from '../../test/minerRig.ts';
import { createBlobStore } from '../createBlobStore.ts';
import { openJournal } from '../openJournal.ts';
import { findGap, guardHistory } from './guardHistory.ts';
import { watchForTwin } from './watchForTwin.ts';

let rig: MinerRig;
let party: Party;
beforeAll(async () => {
  rig = await startMinerRig();
  party = await rig.chain.join('miner');
});
afterAll(() => rig.stop());

const maker = () => ({
  ...{ role: 'miner' as const, memberId: party.memberId, worker: party.worker, fromBlock: 0 },
});

async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await sleep(50);
}

describe('guardHistory', () => {
  test('behavior: a deleted journal is refused, rebuilt from key and chain, and reveals', async () => {
    const data = join(rig.folder, 'lost');
    const first = await rig.start({ party, data, solver: quickSolver(quickAnswer) });
    const taskId = await rig.publish();
    const mine = async () =>
      (await readAnswers(rig.chain.root, { taskId })).find((one) => one.worker === party.worker);
    await until(async () => (await mine()) !== undefined);
    await first.stop();
    rmSync(data, { recursive: true });

    const journal = openJournal(join(data, 'journal.db'));
    const events: string[] = [];
    const log: Log = (event) => void events.push(event);
    const workerKey = (party.client.wallet?.privateKey ?? '0x') as Hex;
    const blobs = createBlobStore(join(rig.folder, 'blobs'));
    const components = { chain: party.client, blobs, journal, workerKey, log };
    const guard = (recover: boolean) => guardHistory(components, maker(), { recover });
    await expect(guard(false)).rejects.toMatchObject({
      code: 'E_PROTECTION',
      exitCode: 13,
      details: { tasks: [taskId.toString()] },
    });
    await guard(true);
    expect(events).toEqual(['recovered']);
    await guard(false);
    journal.close();

    await rig.chain.warpTo((await readTask(rig.chain.root, { taskId })).schedule.commitEnd + 1);
    const second = await rig.start({ party, data, solver: quickSolver(quickAnswer) });
    await until(async () => (await mine())?.revealed === true);
    await second.stop();
  });

  test('error: a journal that holds another commit than the chain', async () => {
    const journal = openJournal(join(rig.folder, 'other', 'journal.db'));
    const components = { chain: party.client, journal };
    const [promise] = (await findGap(components, maker())).unknown;
    if (promise === undefined) throw new Error('nothing on chain');
    const commit: Hex = `0x${'99'.repeat(32)}`;
    journal.protect({ promises: [{ ...promise, commit }], watermarks: [] });
    const gap = await findGap(components, maker());
    expect(gap).toMatchObject({ unknown: [], contradicted: [{ taskId: promise.taskId }] });
    journal.close();
  });
});

describe('watchForTwin', () => {
  const watch = () =>
    watchForTwin(rig.chain.root, {
      ...{ worker: party.worker, seconds: 1, signal: new AbortController().signal },
    });

  test('default: silence is no twin', async () => {
    await expect(watch()).resolves.toBeUndefined();
  });

  test('error: a transaction of this key that is not ours', async () => {
    const heard = expect(watch()).rejects.toMatchObject({ code: 'E_DOPPELGANGER', exitCode: 12 });
    await sleep(200);
    await transferToken(party.client, { to: party.owner, amount: 1n });
    await heard;
  });
});
