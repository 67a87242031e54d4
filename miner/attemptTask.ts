import type { TaskState } from '../chain/taskState.ts';
import { deriveSalt } from '../core/commitment.ts';
import { contentIdFromDigest } from '../core/contentId.ts';
import { asPoiwError, PoiwError } from '../core/errors.ts';
import type { Log } from '../core/service.ts';
import { fetchTaskPackage } from '../tasks/taskPackage.ts';
import type { CheckPool } from '../validators/auto/pool.ts';
import type { Attempt, AttemptResult, MinerLedger } from './ledger.ts';
import { ledgerScope, taskAccount } from './ledgerScope.ts';
import type { SolveContext, Solver } from './solver.ts';
import { specialtyOf } from './specialty.ts';
import { prepareAnswer, type SubmissionComponents } from './submission.ts';

export interface AttemptComponents extends SubmissionComponents {
  readonly solver: Solver;
  readonly pool: CheckPool;
  readonly ledger: MinerLedger;
  readonly log: Log;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/** How an attempt at a task ended, and with what error. */
export type AttemptEnd =
  | { readonly result: 'answer' }
  | { readonly result: 'nothing' }
  | { readonly result: 'failed'; readonly error: PoiwError };

/**
 * Fetches a task, solves it, seals the answer, and records the promise. Everything before the
 * promise may be lost and done again; after it nothing is.
 *
 * @param signal aborts when the commit window is about to close or the daemon stops
 * @throws PoiwError E_ABORTED when the daemon stops
 */
export async function attemptTask(
  components: AttemptComponents,
  task: TaskState,
  { signal, stopping }: { readonly signal: AbortSignal; readonly stopping: AbortSignal },
): Promise<AttemptEnd> {
  const { ledger, log, monotonic } = components;
  const id = task.id.toString();
  const startedAt = monotonic();
  let attempt: Attempt | undefined;
  const end = (result: AttemptResult) => {
    if (attempt === undefined) return;
    ledger.endAttempt(attempt, { result, seconds: (monotonic() - startedAt) / 1000 });
  };
  try {
    const taskPackage = await fetchTaskPackage(contentIdFromDigest(task.specHash), (content) =>
      components.blobs.get(content),
    );
    const { kind, files, title } = taskPackage.spec;
    attempt = ledger.beginAttempt({
      taskId: task.id,
      kind,
      specialty: specialtyOf(kind, files),
      startedAt: Math.floor(components.wallClock() / 1000),
    });
    log('solving', { task: id, kind, title });
    const context = contextOf(components, task.id, { task: taskPackage, signal, stopping });
    const answer = await solveOrKept(components.solver, context);
    if (answer === null) {
      end('nothing');
      return { result: 'nothing' };
    }
    await prepareAnswer(components, task.id, answer);
    end('answer');
    log('sealed', { task: id });
    return { result: 'answer' };
  } catch (thrown) {
    if (stopping.aborted) {
      end('stopped');
      throw new PoiwError('E_ABORTED', 'stopped by request', { cause: thrown });
    }
    const error = signal.aborted ? outOfTime(id, thrown) : asPoiwError(thrown);
    end('failed');
    return { result: 'failed', error };
  }
}

/** What a solver is given: the public part, tools, and nothing of keys, journal or chain. */
function contextOf(
  components: AttemptComponents,
  taskId: bigint,
  given: Pick<KeptContext, 'task' | 'signal' | 'stopping'>,
): KeptContext {
  const { ledger, log, pool, chain, workerKey, wallClock } = components;
  const id = taskId.toString();
  return {
    ...given,
    account: taskAccount(ledgerScope(chain), id),
    seed: deriveSalt(workerKey, `trial|${id}`),
    pool,
    progress: (line) => log('progress', { task: id, line }),
    spend: (call, amount) => {
      const at = Math.floor(wallClock() / 1000);
      ledger.spend({ id: `${id}/${call}`, taskId, unit: 'micro-usd', amount, at });
    },
    onKept: (thrown) => {
      const late = given.signal.aborted;
      const { code, message } = late ? outOfTime(id, thrown) : asPoiwError(thrown);
      log('kept', { task: id, code, message });
    },
  };
}

/** The solver's answer or, when it cannot end, the latest it gave to keep. */
async function solveOrKept(
  solver: Solver,
  { stopping, onKept, ...context }: KeptContext,
): Promise<unknown> {
  let kept: unknown;
  try {
    const keep = (answer: unknown) => void (kept = answer);
    return await solver.solve({ ...context, keep });
  } catch (thrown) {
    if (stopping.aborted || kept === undefined) throw thrown;
    onKept(thrown);
    return kept;
  }
}

interface KeptContext extends Omit<SolveContext, 'keep'> {
  readonly stopping: AbortSignal;
  /** Told why the solver did not end by itself. */
  readonly onKept: (thrown: unknown) => void;
}

function outOfTime(task: string, cause: unknown): PoiwError {
  return new PoiwError('E_TIMEOUT', `task ${task} stopped taking answers while it was solved`, {
    cause,
    hint: 'this miner’s own speed is remembered: it will leave tasks that are too short for it',
  });
}
