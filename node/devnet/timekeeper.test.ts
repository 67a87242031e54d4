import { id } from 'ethers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainTime } from '../../chain/actions/chainTime.ts';
import { commitAnswer } from '../../chain/actions/commitAnswer.ts';
import { fixBeacon } from '../../chain/actions/fixBeacon.ts';
import { publishTask } from '../../chain/actions/publishTask.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { revealAnswer } from '../../chain/actions/revealAnswer.ts';
import { submitReceipt } from '../../chain/actions/submitReceipt.ts';
import { startLocalChain, TERMS, type LocalChain } from '../../chain/test/localChain.ts';
import type { TaskState } from '../../chain/taskState.ts';
import { answerCommitHash } from '../../core/commitment.ts';
import type { Hex } from '../../core/contentId.ts';
import { packLanes } from '../../core/lanes.ts';
import { pokeTask } from '../../tasks/pokeTask.ts';
import { keepTime } from './timekeeper.ts';

const hash = (text: string): Hex => id(text) as Hex;
const OPENING = { contentHash: hash('content'), salt: hash('salt') };

let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain();
});
afterAll(() => chain.stop());

/** A task whose receipt leaves one open lane to a panel of three. */
async function verifiedTask(): Promise<bigint> {
  const [publisher, miner, auto] = await Promise.all([
    chain.outsider(),
    chain.join('miner'),
    chain.join('auto'),
  ]);
  const { taskId } = await publishTask(publisher, { ...TERMS, attesters: 1 });
  const { schedule } = await readTask(publisher, { taskId });
  await chain.warpTo(schedule.thinkEnd + 1);
  const sealed = { taskId, round: 0, miner: miner.worker, ...OPENING };
  const commit = answerCommitHash(publisher.domainOf('TaskManager'), sealed);
  await commitAnswer(miner.client, { taskId, commit });
  await chain.warpTo(schedule.commitEnd + 1);
  await revealAnswer(chain.root, { taskId, minerId: miner.memberId, ...OPENING });
  await chain.rpc('anvil_mine', ['0x2']);
  await fixBeacon(chain.root, { taskId });
  await chain.warpTo(schedule.revealEnd + 1);
  const lanes = { laneSlots: packLanes([0], 0xff), laneCaps: packLanes([50]) };
  const receipt = { root: hash('root'), proved: packLanes([100]), ...lanes, faults: 0 };
  await submitReceipt(auto.client, { taskId, receipt });
  return taskId;
}

describe('keepTime', () => {
  test('behavior: two panels whose jurors are gone cost their windows, and the task ends', async () => {
    const peers = await Promise.all(Array.from({ length: 6 }, () => chain.join('peer')));
    const taskId = await verifiedTask();
    const stop = new AbortController();
    const keeping = keepTime({
      chain: chain.root,
      miners: [],
      jurors: peers.map(({ memberId }) => ({ memberId, alive: () => false })),
      experts: [],
      onForward: () => undefined,
      ...{ signal: stop.signal, pollMs: 20 },
    });
    const ballots: (TaskState['ballot'] & { readonly endedAt: number })[] = [];
    const poked: string[] = [];
    let task = await readTask(chain.root, { taskId });
    while (task.state === 'open') {
      const { timestamp } = await chainTime(chain.root);
      const did = await pokeTask(chain.root, task, timestamp);
      if (did !== undefined) poked.push(did);
      const over = did === 'panel-rolled' || did === 'settled';
      if (over && task.ballot !== undefined) ballots.push({ ...task.ballot, endedAt: timestamp });
      await sleep(50);
      task = await readTask(chain.root, { taskId });
    }
    stop.abort();
    await keeping;
    expect(task.state).toBe('settled');
    expect(poked.filter((one) => one !== 'beacon-fixed')).toEqual(
      expect.arrayContaining(['panel-drawn', 'panel-rolled', 'settled']),
    );
    expect(ballots.map(({ round }) => round)).toEqual([0, 1]);
    // Each panel had its whole window, the second one its own.
    for (const { revealEnd, endedAt } of ballots) expect(endedAt).toBeGreaterThan(revealEnd);
    const [first, second] = ballots;
    expect(second?.commitEnd).toBeGreaterThan(first?.revealEnd ?? Infinity);
  });
});
