import { readAnswers } from '../chain/actions/readAnswers.ts';
import { readMemberByWorker } from '../chain/actions/readMemberByWorker.ts';
import type { TaskState } from '../chain/taskState.ts';
import type { Hex } from '../core/contentId.ts';
import { contentIdFromDigest } from '../core/contentId.ts';
import { deriveSalt } from '../core/commitment.ts';
import { asPoiwError } from '../core/errors.ts';
import { phaseAt } from '../core/phase.ts';
import type { Log, Service } from '../core/service.ts';
import type { TaskKind } from '../core/taskKind.ts';
import { fetchTaskPackage } from '../tasks/taskPackage.ts';
import { requireMember } from '../tasks/requireMember.ts';
import { watchTasks } from '../tasks/watchTasks.ts';
import type { CheckPool } from '../validators/auto/pool.ts';
import { pickTask } from './pickTask.ts';
import type { Solver } from './solver.ts';
import {
  answerKey,
  prepareAnswer,
  sendCommit,
  sendReveal,
  type SubmissionComponents,
} from './submission.ts';

export interface MinerComponents extends SubmissionComponents {
  readonly solver: Solver;
  readonly pool: CheckPool;
  readonly log: Log;
}

export interface MinerOptions {
  readonly kinds: readonly TaskKind[];
  /** Least reward worth working for, wei. */
  readonly priceFloor: bigint;
  readonly pollMs: number;
}

/** Seconds a commit needs at least: two blocks and some. */
const MIN_SECONDS = 5;

/**
 * The mining daemon: picks tasks, solves one at a time, and keeps every promise in its journal
 * before it makes it. Killed at any point and started again, it goes on where it was.
 */
export function createMiner(components: MinerComponents, options: MinerOptions): Service {
  const controller = new AbortController();
  const decided = new Map<bigint, 'solving' | 'declined'>();
  const { chain, journal, log, pool, worker } = components;
  let watching = Promise.resolve();
  let solving: Promise<void> = Promise.resolve();
  let memberId = 0;

  async function onTask(task: TaskState, now: number): Promise<void> {
    if (task.state !== 'open') return;
    const record = journal.find(answerKey(components, task.id));
    if (record === undefined) return consider(task, now);
    const phase = phaseAt(task.schedule, now);
    if (phase !== 'committing' && phase !== 'revealing') return;
    const mine = (await readAnswers(chain, { taskId: task.id })).find(
      (one) => one.minerId === memberId,
    );
    if (phase === 'committing' && mine === undefined) {
      await sendCommit(components, record);
      log('committed', { task: task.id.toString(), commit: record.commit });
    }
    if (phase === 'revealing' && mine?.revealed === false) {
      await sendReveal(components, record, memberId);
      log('revealed', { task: task.id.toString() });
    }
  }

  async function consider(task: TaskState, now: number): Promise<void> {
    if (decided.has(task.id)) return;
    const member = await readMemberByWorker(chain, { worker });
    const policy = {
      kinds: options.kinds,
      priceFloor: options.priceFloor,
      freeStake: (member?.staked ?? 0n) - (member?.locked ?? 0n),
      minSeconds: MIN_SECONDS,
    };
    const pick = pickTask(task, policy, now);
    if (!pick.take) {
      decided.set(task.id, 'declined');
      log('skipped', { task: task.id.toString(), why: pick.why });
      return;
    }
    decided.set(task.id, 'solving');
    // One task at a time: the next waits for this one, the watch loop goes on revealing.
    solving = solving.then(() => solve(task));
  }

  async function solve(task: TaskState): Promise<void> {
    const id = task.id.toString();
    try {
      const taskPackage = await fetchTaskPackage(contentIdFromDigest(task.specHash), (content) =>
        components.blobs.get(content),
      );
      log('solving', { task: id, kind: taskPackage.spec.kind, title: taskPackage.spec.title });
      const answer = await components.solver.solve({
        task: taskPackage,
        seed: trialSeed(components.workerKey, id),
        pool,
        signal: controller.signal,
        progress: (line) => log('progress', { task: id, line }),
      });
      if (answer === null) {
        decided.set(task.id, 'declined');
        log('skipped', { task: id, why: 'the solver found nothing worth submitting' });
        return;
      }
      await prepareAnswer(components, task.id, answer);
      log('sealed', { task: id });
    } catch (thrown) {
      if (controller.signal.aborted) return;
      const { code, message } = asPoiwError(thrown);
      log('solve-failed', { task: id, code, message });
      decided.set(task.id, 'declined');
      log('skipped', { task: id, why: `solving failed: ${code}` });
    }
  }

  return {
    async start() {
      memberId = (await requireMember(chain, worker, 'miner')).id;
      log('started', { role: 'miner', worker, member: memberId, kinds: options.kinds });
      watching = watchTasks(chain, onTask, {
        signal: controller.signal,
        pollMs: options.pollMs,
        log,
      });
    },
    async stop() {
      controller.abort();
      await Promise.allSettled([watching, solving]);
      await pool.stop();
      journal.close();
    },
  };
}

/** Seed of the miner's own trial worlds: stable over restarts, unknown to others. */
function trialSeed(workerKey: Hex, taskId: string): Hex {
  return deriveSalt(workerKey, `trial|${taskId}`);
}
