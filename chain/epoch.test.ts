import { id } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerCommitHash, epochCommitHash } from '../core/commitment.ts';
import type { Hex } from '../core/contentId.ts';
import { packLanes } from '../core/lanes.ts';
import { settle } from '../core/payout.ts';
import { ALL_SLOTS } from '../core/settlementSlots.ts';
import { collectEpoch } from './actions/collectEpoch.ts';
import { collectTask } from './actions/collectTask.ts';
import { commitAnswer } from './actions/commitAnswer.ts';
import { commitEpoch } from './actions/commitEpoch.ts';
import { drawEpoch } from './actions/drawEpoch.ts';
import { fixBeacon } from './actions/fixBeacon.ts';
import { openEpoch } from './actions/openEpoch.ts';
import { publishTask } from './actions/publishTask.ts';
import { readCredits } from './actions/readCredits.ts';
import { readEpoch } from './actions/readEpoch.ts';
import { readTask } from './actions/readTask.ts';
import { revealAnswer } from './actions/revealAnswer.ts';
import { revealEpoch } from './actions/revealEpoch.ts';
import { settleEpoch } from './actions/settleEpoch.ts';
import { submitReceipt } from './actions/submitReceipt.ts';
import { TERMS, startLocalChain, type LocalChain, type Party } from './test/localChain.ts';

const hash = (text: string): Hex => id(text) as Hex;
const OPENING = { contentHash: hash('content'), salt: hash('salt') };
const TERMS_HERE = { ...TERMS, lane: 'epoch', attesters: 1 } as const;

let chain: LocalChain;
let miner: Party;
let auto: Party;
let peers: Party[];

beforeAll(async () => {
  chain = await startLocalChain();
  [miner, auto] = await Promise.all([chain.join('miner'), chain.join('auto')]);
  peers = await Promise.all([chain.join('peer'), chain.join('peer'), chain.join('peer')]);
});

afterAll(() => chain.stop());

/** Two tasks of the epoch lane, one answer each, one open lane. */
async function verifiedTasks(): Promise<bigint[]> {
  const publisher = await chain.outsider();
  const taskIds = [
    (await publishTask(publisher, TERMS_HERE)).taskId,
    (await publishTask(publisher, TERMS_HERE)).taskId,
  ];
  const [, last = 0n] = taskIds;
  const { schedule } = await readTask(publisher, { taskId: last });
  await chain.warpTo(schedule.thinkEnd + 1);
  for (const taskId of taskIds) {
    const sealed = { taskId, round: 0, miner: miner.worker, ...OPENING };
    const commit = answerCommitHash(publisher.domainOf('TaskManager'), sealed);
    await commitAnswer(miner.client, { taskId, commit });
  }
  await chain.warpTo(schedule.commitEnd + 1);
  for (const taskId of taskIds) {
    await revealAnswer(chain.root, { taskId, minerId: miner.memberId, ...OPENING });
  }
  await chain.rpc('anvil_mine', ['0x2']);
  for (const taskId of taskIds) await fixBeacon(chain.root, { taskId });
  await chain.warpTo(schedule.revealEnd + 1);
  const receipt = {
    root: hash('root'),
    proved: packLanes([100]),
    laneSlots: packLanes([0], 0xff),
    laneCaps: packLanes([50]),
    faults: 0,
  };
  for (const taskId of taskIds) await submitReceipt(auto.client, { taskId, receipt });
  return taskIds;
}

describe('an epoch', () => {
  test('default: one seal a juror settles two tasks, which are collected like any other', async () => {
    const taskIds = await verifiedTasks();
    const { epoch } = await openEpoch(chain.root, { taskIds });
    await chain.rpc('anvil_mine', ['0x2']);
    await drawEpoch(chain.root, { epoch });
    const { panel } = await readEpoch(chain.root, { epoch });
    expect([...(panel?.ids ?? [])].sort()).toEqual(peers.map(({ memberId }) => memberId).sort());
    const votes = peers.map(({ memberId }, i) => ({
      jurorId: memberId,
      words: [packLanes([100 + i]), packLanes([200 + i])],
      rationaleHash: hash(`rationale ${i}`),
      salt: hash(`vote salt ${i}`),
    }));
    for (const [i, { client, worker }] of peers.entries()) {
      const vote = votes[i];
      if (vote === undefined) throw new Error('no vote');
      const domain = client.domainOf('VoteModule');
      const commit = epochCommitHash(domain, { epoch, juror: worker, ...vote });
      await commitEpoch(client, { epoch, commit });
    }
    await chain.warpTo((panel?.commitEnd ?? 0) + 1);
    // One juror opens the own vote; whoever settles opens the others.
    await revealEpoch(chain.root, { epoch, votes: votes.slice(1, 2) });
    await settleEpoch(chain.root, { epoch, votes });
    expect(await readTask(chain.root, { taskId: taskIds[0] ?? 0n })).toMatchObject({
      state: 'settled',
      epoch,
    });

    for (const taskId of taskIds) await collectTask(chain.root, { taskId, slots: ALL_SLOTS });
    await collectEpoch(chain.root, { epoch, seats: [0, 1, 2] });
    const expected = settle({
      reward: TERMS.reward,
      split: TERMS.split,
      points: [100],
      seats: [true, true, true],
      attesters: 1,
    });
    const owed = (address: Hex) => readCredits(chain.root, { address });
    expect(await owed(miner.owner)).toBe(2n * (expected.miners[0] ?? 0n));
    expect(await owed(peers[0]?.owner ?? '0x')).toBe(2n * (expected.peers[0] ?? 0n));
    expect((await readEpoch(chain.root, { epoch })).pays).toEqual(
      expected.peers.map((pay) => 2n * pay),
    );
  });

  test('error: there is no such epoch', async () => {
    await expect(readEpoch(chain.root, { epoch: 99 })).rejects.toMatchObject({
      code: 'E_NOT_FOUND',
    });
  });
});
