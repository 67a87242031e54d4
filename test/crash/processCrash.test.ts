import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { TOS, type Party } from '../../chain/test/localChain.ts';
import { kindNumber } from '../../core/taskKind.ts';
import { keysOf, startMinerRig, type MinerRig } from '../minerRig.ts';
import type { CrashJob } from './crashChild.ts';
import type { CrashPlan } from './crashSwitch.ts';
import { MINER_CRASHES } from './minerCrashes.ts';

const SCRIPT = fileURLToPath(new URL('./crashChild.ts', import.meta.url));

let rig: MinerRig;
const children: ChildProcess[] = [];
beforeAll(async () => {
  rig = await startMinerRig();
});
afterAll(() => rig.stop());
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function startChild(party: Party, more: Partial<CrashJob>): ChildProcess {
  const job = {
    rpcUrl: rig.chain.url,
    addresses: rig.chain.addresses,
    blobs: join(rig.folder, 'blobs'),
    data: join(rig.folder, `process-${party.memberId}`),
    keys: keysOf(party),
    solver: 'spending',
    ...more,
  } satisfies CrashJob;
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(job)], { stdio: 'ignore' });
  children.push(child);
  return child;
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + 40_000;
  while (!(await what())) {
    if (Date.now() > giveUp) throw new Error('waited in vain');
    await sleep(50);
  }
}

const point = (operation: string, side: CrashPlan['side']) => {
  const plan = MINER_CRASHES.find((one) => one.operation === operation && one.side === side);
  if (plan === undefined) throw new Error(`no point ${side} ${operation}`);
  return plan;
};

describe('a miner process killed with SIGKILL', () => {
  test.each([
    point('ledger.spend', 'after'),
    point('journal.checkAndInsert', 'after'),
    point('rpc.send:eth_sendRawTransaction', 'after'),
    point('chain.send:revealAnswer', 'before'),
  ])('behavior: $side $operation: started again it reveals what it promised', async (plan) => {
    const party = await rig.chain.join('miner');
    const taskId = await rig.publish({ maxAnswers: 32 });
    const { schedule } = await readTask(rig.chain.root, { taskId });
    const mine = async () =>
      (await readAnswers(rig.chain.root, { taskId })).find((one) => one.worker === party.worker);
    const first = startChild(party, { plan });
    const killed = once(first, 'exit');
    if (plan.operation.includes('reveal')) {
      await until(async () => (await mine()) !== undefined);
      await rig.chain.warpTo(schedule.commitEnd + 1);
    }
    expect((await killed)[1]).toBe('SIGKILL');
    startChild(party, {});
    await until(async () => (await mine()) !== undefined);
    await rig.chain.warpTo(schedule.commitEnd + 1);
    await until(async () => (await mine())?.revealed === true);
    expect(rig.spentBy(join(rig.folder, `process-${party.memberId}`), taskId)).toBe(200n);
  });

  test('behavior: no child of it lives on', async () => {
    const party = await rig.chain.join('miner');
    await rig.publishSample('tasks/samples/statistics-orders', {
      kind: kindNumber('statistics'),
      reward: 30n * TOS,
    });
    const child = startChild(party, { solver: 'baseline' });
    await until(() => childrenOf(child.pid ?? 0).length > 0);
    const queries = childrenOf(child.pid ?? 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await until(() => queries.every((pid) => !isAlive(pid)));
  });
});

function childrenOf(pid: number): number[] {
  const list = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  return list
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child ?? 0);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
