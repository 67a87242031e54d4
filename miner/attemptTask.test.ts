import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTask } from '../chain/actions/readTask.ts';
import { contentIdFromDigest } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { quickSolver, startMinerRig, type MinerRig, type RiggedMiner } from '../test/minerRig.ts';
import { attemptTask } from './attemptTask.ts';
import { closingMs } from './closingMs.ts';
import type { SolveContext } from './solver.ts';
import { answerKey, prepareAnswer } from './submission.ts';

let rig: MinerRig;
let idle: RiggedMiner;
beforeAll(async () => {
  rig = await startMinerRig();
  const party = await rig.chain.join('miner');
  idle = await rig.start({
    ...{ party, data: join(rig.folder, 'data'), solver: quickSolver() },
    policy: { kinds: [] },
  });
});
afterAll(async () => {
  await idle.stop();
  await rig.stop();
});

/** An attempt that is aborted once the solver has kept what it has. */
async function attempt(
  solve: (context: SolveContext) => Promise<unknown>,
  why: 'closing' | 'stopping',
) {
  const taskId = await rig.publish();
  const task = await readTask(rig.chain.root, { taskId });
  const [closing, stopping] = [new AbortController(), new AbortController()];
  const solver = quickSolver((context) => {
    const solving = solve(context);
    (why === 'closing' ? closing : stopping).abort();
    return solving;
  });
  const signal = AbortSignal.any([stopping.signal, closing.signal]);
  const components = { ...idle.components, solver };
  const end = attemptTask(components, task, { signal, stopping: stopping.signal });
  const promised = () => idle.components.journal.find(answerKey(components, taskId));
  const wouldPromise = (note: string) => {
    const answer = { task: contentIdFromDigest(task.specHash), note };
    return prepareAnswer(components, taskId, answer);
  };
  const events = () => idle.eventsOf(taskId).filter((event) => event !== 'skipped');
  return { end, promised, wouldPromise, events };
}

const untilAborted = ({ signal }: SolveContext) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

const keepTwo = (context: SolveContext) => {
  context.keep?.({ task: context.task.id, note: 'the floor' });
  context.keep?.({ task: context.task.id, note: 'more' });
  return untilAborted(context);
};

describe('attemptTask', () => {
  test('behavior: when answers are about to close, what the solver kept is sealed', async () => {
    const { end, promised, wouldPromise, events } = await attempt(keepTwo, 'closing');
    expect(await end).toEqual({ result: 'answer' });
    expect(promised()).toEqual(await wouldPromise('more'));
    await expect(wouldPromise('the floor')).rejects.toMatchObject({ code: 'E_PROTECTION' });
    expect(events()).toEqual(['solving', 'kept', 'sealed']);
  });

  test('behavior: a solver that fails after it kept something costs nothing of it', async () => {
    const { end, promised } = await attempt((context) => {
      context.keep?.({ task: context.task.id, note: 'the floor' });
      return Promise.reject(new PoiwError('E_MODEL_CRASHED', 'the model is gone'));
    }, 'closing');
    expect(await end).toEqual({ result: 'answer' });
    expect(promised()).toBeDefined();
  });

  test('error: nothing kept is nothing to submit', async () => {
    const { end, promised } = await attempt(untilAborted, 'closing');
    expect(await end).toMatchObject({ result: 'failed', error: { code: 'E_TIMEOUT' } });
    expect(promised()).toBeUndefined();
  });

  test('behavior: a daemon that stops promises nothing half done', async () => {
    const { end, promised } = await attempt(keepTwo, 'stopping');
    await expect(end).rejects.toMatchObject({ code: 'E_ABORTED' });
    expect(promised()).toBeUndefined();
  });
});

describe('closingMs', () => {
  const schedule = (think: number, commit: number) => ({
    ...{ publishedAt: 0, thinkEnd: think, commitEnd: think + commit, revealEnd: 0, verifyEnd: 0 },
    ...{ voteCommitEnd: 0, voteRevealEnd: 0, settleEnd: 0 },
  });

  test('default: a tenth of the window is kept for the commit, between five seconds and a minute', () => {
    expect(closingMs(schedule(100, 300), 100)).toBe(270_000);
    expect(closingMs(schedule(0, 20), 0)).toBe(15_000);
    expect(closingMs(schedule(0, 86_400), 0)).toBe(86_340_000);
  });

  test('edge: what is over is over', () => {
    expect(closingMs(schedule(0, 100), 99)).toBe(0);
  });
});
