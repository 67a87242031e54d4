import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainTime } from '../../chain/actions/chainTime.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { startLocalChain, type LocalChain } from '../../chain/test/localChain.ts';
import { verifiedTask } from '../../chain/test/verifiedTask.ts';
import type { TaskState } from '../../chain/taskState.ts';
import { pokeTask } from '../../tasks/pokeTask.ts';
import { keepTime } from './timekeeper.ts';

let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain();
});
afterAll(() => chain.stop());

describe('keepTime', () => {
  test('behavior: two panels whose jurors are gone cost their windows, and the task ends', async () => {
    const peers = await Promise.all(Array.from({ length: 6 }, () => chain.join('peer')));
    const taskId = await verifiedTask(chain, { autos: [await chain.join('auto')] });
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
