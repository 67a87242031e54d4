import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chainTime } from '../chain/actions/chainTime.ts';
import { commitAnswer } from '../chain/actions/commitAnswer.ts';
import { readAnswers } from '../chain/actions/readAnswers.ts';
import { readTask } from '../chain/actions/readTask.ts';
import { TOS, type Party } from '../chain/test/localChain.ts';
import { PoiwError } from '../core/errors.ts';
import { quickAnswer, quickSolver, startMinerRig } from '../test/minerRig.ts';
import type { MinerRig, RiggedMiner, RigMinerOptions } from '../test/minerRig.ts';

let rig: MinerRig;
let party: Party;
let folders = 0;
const running: RiggedMiner[] = [];

beforeAll(async () => {
  rig = await startMinerRig();
});
afterAll(() => rig.stop());
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

const newFolder = () => join(rig.folder, `data-${(folders += 1)}`);

type StartOptions = Partial<Omit<RigMinerOptions, 'party'>> & { readonly party?: Party };

async function start(options: StartOptions = {}): Promise<RiggedMiner> {
  party = options.party ?? (await rig.chain.join('miner'));
  const miner = await rig.start({ solver: quickSolver(), data: newFolder(), ...options, party });
  running.push(miner);
  return miner;
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + 20_000;
  while (!(await what())) {
    if (Date.now() > giveUp) throw new Error('waited in vain');
    await sleep(50);
  }
}

const mine = async (taskId: bigint) =>
  (await readAnswers(rig.chain.root, { taskId })).find((one) => one.minerId === party.memberId);

const warpPast = async (taskId: bigint, end: 'thinkEnd' | 'commitEnd' | 'revealEnd') => {
  const { schedule } = await readTask(rig.chain.root, { taskId });
  await rig.chain.warpTo(schedule[end] + 1);
};

describe('createMiner', () => {
  test('default: takes, solves, commits and reveals a task, and remembers what it brought', async () => {
    const miner = await start();
    const taskId = await rig.publish({ windows: windows({ think: 1000 }) });
    await until(() => miner.eventsOf(taskId).includes('sealed'));
    expect(miner.miner.status()).toMatchObject({ mode: 'running', earning: { yes: true } });
    expect(await mine(taskId)).toBeUndefined();

    await warpPast(taskId, 'thinkEnd');
    await until(async () => (await mine(taskId)) !== undefined);
    await warpPast(taskId, 'commitEnd');
    await until(async () => (await mine(taskId))?.revealed === true);
    await warpPast(taskId, 'revealEnd');
    expect(miner.miner.explain(taskId)).toMatchObject({ take: true, specialty: 'solidity' });
    await until(() => miner.eventsOf(taskId).includes('revealed'));
    expect(miner.eventsOf(taskId)).toEqual(['solving', 'sealed', 'committed', 'revealed']);
  });

  test('behavior: says why it leaves a task, with every condition that was looked at', async () => {
    const miner = await start({ policy: { priceFloor: 9n * TOS } });
    const taskId = await rig.publish();
    await until(() => miner.eventsOf(taskId).includes('skipped'));
    const decision = miner.miner.explain(taskId);
    expect(decision?.take).toBe(false);
    expect(decision?.why).toContain('price floor');
    expect(decision?.criteria.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['price']);
    const status = miner.miner.status();
    expect(status.earning.yes).toBe(false);
    expect(status.pool.left).toMatchObject({ price: status.pool.open });
  });

  test('behavior: paused it takes nothing new and keeps its promises; resumed it works again', async () => {
    const miner = await start();
    const first = await rig.publish();
    await until(async () => (await mine(first)) !== undefined);
    miner.miner.pause();
    const second = await rig.publish();
    await until(() => miner.eventsOf(second).includes('skipped'));
    await warpPast(first, 'commitEnd');
    await until(async () => (await mine(first))?.revealed === true);
    expect(miner.miner.status().mode).toBe('paused');
    miner.miner.resume();
    const third = await rig.publish();
    await until(async () => (await mine(third)) !== undefined);
    expect(miner.eventsOf(second)).not.toContain('solving');
  });

  test('behavior: drained it ends once every promise is kept', async () => {
    const miner = await start();
    const taskId = await rig.publish();
    await until(async () => (await mine(taskId)) !== undefined);
    let drained = false;
    void miner.miner.drain().then(() => (drained = true));
    await sleep(300);
    expect(drained).toBe(false);
    await warpPast(taskId, 'commitEnd');
    await until(() => drained);
    expect((await mine(taskId))?.revealed).toBe(true);
  });

  test('behavior: solves no more tasks side by side than it was told to', async () => {
    let now = 0;
    let most = 0;
    const gate = Promise.withResolvers<undefined>();
    const miner = await start({
      parallel: 2,
      solver: quickSolver(async (context) => {
        most = Math.max(most, (now += 1));
        await gate.promise;
        await sleep(20);
        now -= 1;
        return quickAnswer(context);
      }),
    });
    const ids = [await rig.publish(), await rig.publish(), await rig.publish()];
    await until(() => miner.miner.status().work.length === 3);
    gate.resolve(undefined);
    await until(() => ids.every((id) => miner.eventsOf(id).includes('committed')));
    expect(most).toBe(2);
  });

  test('behavior: never promises more bonds than its free stake covers', async () => {
    const gate = Promise.withResolvers<undefined>();
    const poor = await rig.chain.join('miner', 10n * TOS);
    const miner = await start({
      party: poor,
      policy: { priceFloor: 9n * TOS },
      parallel: 4,
      solver: quickSolver(async (context) => {
        await gate.promise;
        return quickAnswer(context);
      }),
    });
    const ids: bigint[] = [];
    for (let i = 0; i < 3; i += 1)
      ids.push(await rig.publish({ reward: 9n * TOS, answerBond: 4n * TOS }));
    await until(() => ids.some((id) => miner.eventsOf(id).includes('skipped')));
    gate.resolve(undefined);
    await until(() => ids.filter((id) => miner.eventsOf(id).includes('committed')).length === 2);
    expect(miner.events.some(({ event }) => event === 'task-failed')).toBe(false);
  });

  test('behavior: a solver that fails costs that task only, and three failures end it', async () => {
    let tries = 0;
    const miner = await start({
      policy: { priceFloor: 10n * TOS },
      solver: quickSolver(() => {
        tries += 1;
        return Promise.reject(new PoiwError('E_CHECK_CRASHED', 'boom', { retryable: true }));
      }),
    });
    const taskId = await rig.publish({ reward: 10n * TOS });
    // A passing failure is tried again after ten seconds of the chain's clock.
    await until(async () => {
      await rig.chain.warpTo((await chainTime(rig.chain.root)).timestamp + 11);
      return miner.miner.explain(taskId)?.lasting === true;
    });
    expect(tries).toBe(3);
    expect(miner.miner.explain(taskId)?.why).toContain('3 of at most 3 attempts');
  });

  test('behavior: a full disk is trouble, not the end: it says so and goes on by itself', async () => {
    let full = true;
    const miner = await start({
      wrap: (components) => ({
        ...components,
        journal: {
          ...components.journal,
          checkAndInsert(record) {
            if (full) throw new PoiwError('E_DISK_FULL', 'the disk is full', { retryable: true });
            return components.journal.checkAndInsert(record);
          },
        },
      }),
    });
    const taskId = await rig.publish();
    await until(() => miner.eventsOf(taskId).includes('solve-failed'));
    expect(await mine(taskId)).toBeUndefined();
    full = false;
    await rig.chain.warpTo((await chainTime(rig.chain.root)).timestamp + 11);
    await until(async () => (await mine(taskId)) !== undefined);
    expect(miner.miner.status().trouble).toBeNull();
  });

  test('error: a commit of this key that the journal does not know stops the daemon', async () => {
    const taskId = await rig.publish({ windows: windows({ think: 1000 }) });
    const data = newFolder();
    const first = await start({ data });
    await until(() => first.eventsOf(taskId).includes('sealed'));
    await running.pop()?.stop();
    await warpPast(taskId, 'thinkEnd');
    await commitAnswer(party.client, { taskId, commit: `0x${'77'.repeat(32)}` });
    const second = await start({ data, party });
    await until(() => second.events.some(({ event }) => event === 'fatal'));
    expect(second.events.find(({ event }) => event === 'fatal')?.facts).toMatchObject({
      code: 'E_DOPPELGANGER',
    });
  });
});

function windows(changes: Partial<Record<'think' | 'commit' | 'reveal', number>>) {
  const long = { think: 0, commit: 10_000, reveal: 10_000, verify: 10_000 };
  return { ...long, voteCommit: 10_000, voteReveal: 10_000, settle: 10_000, ...changes };
}
