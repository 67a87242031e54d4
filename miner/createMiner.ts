import { readMemberByWorker } from '../chain/actions/readMemberByWorker.ts';
import type { TaskState } from '../chain/taskState.ts';
import type { Hex } from '../core/contentId.ts';
import { asPoiwError, type PoiwError } from '../core/errors.ts';
import type { Log, Service } from '../core/service.ts';
import { collectOwn } from '../tasks/collectOwn.ts';
import { requireMember } from '../tasks/requireMember.ts';
import { watchTasks } from '../tasks/watchTasks.ts';
import { closingMs } from './closingMs.ts';
import { decideTask } from './decideTask.ts';
import { attemptTask, type AttemptComponents } from './attemptTask.ts';
import { keepPromise } from './keepPromise.ts';
import type { Decision } from './ledger.ts';
import { minerStatus, type MinerMode, type MinerStatus } from './minerStatus.ts';
import type { PickPolicy } from './pickTask.ts';
import { recordOutcome } from './recordOutcome.ts';
import { answerKey } from './submission.ts';
import { createTaskBoard } from './taskBoard.ts';
import { createWorkQueue } from './workQueue.ts';

export interface MinerComponents extends AttemptComponents {
  /** Told of a failure that no restart mends; whoever runs the daemon stops it. */
  readonly fatal: (error: PoiwError) => void;
}

export interface MinerOptions {
  readonly policy: PickPolicy;
  /** Tasks solved side by side. */
  readonly parallel: number;
  readonly pollMs: number;
  /** Block of the deployment: no event of ours is older. */
  readonly fromBlock: number;
}

/** The mining daemon and what its operator may ask of it. */
export interface Miner extends Service {
  status(): MinerStatus;
  /** Takes nothing new; promises are kept. */
  pause(): void;
  resume(): void;
  /** Takes nothing new and resolves once nothing is being solved and every promise is kept. */
  drain(): Promise<void>;
  /** Why a task was taken or left. */
  explain(taskId: bigint): Decision | undefined;
  /** The member it works for; known once started. */
  member(): { readonly id: number; readonly owner: Hex };
}

/** Longest delay a timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The mining daemon: picks tasks by what they are worth to it, solves some side by side, and keeps
 * every promise in its journal before it makes it. Killed at any point and started again, it goes
 * on where it was.
 */
export function createMiner(components: MinerComponents, options: MinerOptions): Miner {
  const controller = new AbortController();
  const { chain, journal, ledger, pool, worker } = components;
  const board = createTaskBoard();
  const queue = createWorkQueue(options.parallel);
  /** Tasks whose promise is being kept right now, so that nothing is sent twice. */
  const keeping = new Map<bigint, Promise<void>>();
  const drained = Promise.withResolvers<undefined>();
  let watching = Promise.resolve();
  let mode: MinerMode = 'running';
  let member = { id: 0, owner: '0x' as Hex };
  let stake = { at: -1, free: 0n };
  let now = 0;
  let rpcLostAt: number | undefined;
  let trouble: string | undefined;

  const log: Log = (event, facts) => {
    if (event === 'rpc-lost') rpcLostAt = components.wallClock();
    if (event === 'rpc-back') rpcLostAt = undefined;
    components.log(event, facts);
  };

  async function onTask(task: TaskState, chainNow: number): Promise<'again' | undefined> {
    now = chainNow;
    if (task.state !== 'open') return close(task);
    if (keeping.has(task.id)) return undefined;
    const record = journal.find(answerKey(components, task.id));
    if (record === undefined) {
      const stage = board.get(task.id)?.stage;
      if (stage !== 'queued' && stage !== 'solving') await consider(task);
      return undefined;
    }
    // In the background: while one commit is mined, others are not kept waiting.
    const kept = keepPromise({ ...components, log, memberId: member.id }, task, { record, now })
      .then(async (stage) => {
        const before = board.get(task.id)?.stage;
        board.put(task, stage, now);
        if (stage === 'committed' && before !== stage) await rereadStake();
      })
      .catch((thrown: unknown) => onKeepFailure(task, asPoiwError(thrown)))
      .finally(() => keeping.delete(task.id));
    keeping.set(task.id, kept);
    return undefined;
  }

  function onKeepFailure(task: TaskState, error: PoiwError): void {
    if (controller.signal.aborted) return;
    const { code, message } = error;
    log('task-failed', { task: task.id.toString(), code, message });
    if (code === 'E_DOPPELGANGER') components.fatal(error);
  }

  async function close(task: TaskState): Promise<'again' | undefined> {
    const taken = await collectOwn(chain, task, member.id);
    if (taken === 'again') {
      // Nothing is paid before the time for disputes is over.
      board.put(task, 'revealed', now);
      return taken;
    }
    if (taken > 0) log('collected', { task: task.id.toString() });
    const facts = { memberId: member.id, owner: member.owner, now, fromBlock: options.fromBlock };
    await recordOutcome({ ...components, log }, task, facts);
    board.remove(task.id);
    await rereadStake();
    return undefined;
  }

  async function consider(task: TaskState): Promise<void> {
    const decision = await decideTask({ ...components, policy: options.policy }, task, {
      now,
      ...(closedBecause() ?? {}),
      freeStake: await freeStake(),
      queueSeconds: queue.waitSeconds(),
    });
    if (!remember(decision)) return;
    if (decision.take) {
      enqueue(task, decision);
      return;
    }
    const before = board.get(task.id)?.decision;
    board.put(task, 'declined', now, decision);
    if (before?.why !== decision.why) {
      log('skipped', { task: task.id.toString(), why: decision.why });
    }
  }

  function closedBecause(): { closed: string } | undefined {
    if (trouble !== undefined) return { closed: trouble };
    return mode === 'running' ? undefined : { closed: `the miner is ${mode}` };
  }

  /** A ledger that cannot be written means a full disk: no promise could be recorded either. */
  function remember(decision: Decision): boolean {
    try {
      ledger.saveDecision(decision);
      if (trouble !== undefined) log('recovered', { from: trouble });
      trouble = undefined;
      return true;
    } catch (thrown) {
      onTrouble(asPoiwError(thrown));
      return false;
    }
  }

  function onTrouble({ code, message }: PoiwError): void {
    if (trouble === undefined) log('trouble', { code, message });
    trouble = message;
  }

  /** What the stake still covers, less the bonds of answers that are on their way. */
  async function freeStake(): Promise<bigint> {
    if (stake.at !== now) {
      const found = await readMemberByWorker(chain, { worker });
      const free = found === undefined ? 0n : found.staked - found.locked - found.unstaking;
      stake = { at: now, free };
    }
    const reserved = board
      .in('queued', 'solving', 'sealed')
      .reduce((sum, { task }) => sum + task.answerBond, 0n);
    return stake.free - reserved;
  }

  /** A bond was locked, came back, or did not: within the same second too. */
  async function rereadStake(): Promise<void> {
    stake = { ...stake, at: -1 };
    await freeStake();
  }

  function enqueue(task: TaskState, decision: Decision): void {
    board.put(task, 'queued', now, decision);
    const { seconds = 1, value = 0n } = decision.expectation ?? {};
    queue.add({
      seconds,
      valuePerSecond: value / BigInt(Math.max(1, seconds)),
      run: () => work(task),
    });
  }

  async function work(task: TaskState): Promise<void> {
    const stopping = controller.signal;
    if (stopping.aborted) return;
    if (now >= task.schedule.commitEnd) {
      leave(task, 'no place to work was free before answers closed', true);
      return;
    }
    board.put(task, 'solving', now);
    const left = Math.min(closingMs(task.schedule, now), MAX_TIMER_MS);
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(left)]);
    try {
      const end = await attemptTask({ ...components, log }, task, { signal, stopping });
      if (end.result === 'answer') board.put(task, 'sealed', now);
      else if (end.result === 'failed') giveUp(task, end.error);
      else leave(task, 'the solver found nothing worth submitting', true);
    } catch (thrown) {
      // Stopped: the attempt was ended on record. Anything else is a ledger that cannot be written.
      const error = asPoiwError(thrown);
      if (error.code !== 'E_ABORTED') giveUp(task, error);
    }
  }

  function giveUp(task: TaskState, error: PoiwError): void {
    const { code, message, retryable } = error;
    log('solve-failed', { task: task.id.toString(), code, message });
    if (code === 'E_DISK_FULL') onTrouble(error);
    leave(task, `solving failed: ${code}`, !retryable);
  }

  function leave(task: TaskState, why: string, lasting: boolean): void {
    const decision: Decision = {
      taskId: task.id,
      at: now,
      take: false,
      why,
      criteria: [{ name: 'attempts', ok: false, detail: why }],
      lasting,
    };
    remember(decision);
    board.put(task, 'declined', now, decision);
    log('skipped', { task: task.id.toString(), why });
  }

  return {
    async start() {
      const { id, owner } = await requireMember(chain, worker, 'miner');
      member = { id, owner };
      await freeStake();
      log('started', { role: 'miner', worker, member: id, kinds: options.policy.kinds });
      watching = watchTasks(chain, onTask, {
        signal: controller.signal,
        pollMs: options.pollMs,
        log,
        isDue: (taskId, at) => board.isDue(taskId, at),
        onPoll: (at) => {
          now = at;
          settleDrain();
        },
      });
    },
    async stop() {
      controller.abort();
      await Promise.allSettled([watching, ...keeping.values(), queue.idle()]);
      await pool.stop();
      ledger.close();
    },
    status: () =>
      minerStatus({
        worker,
        member: member.id,
        mode,
        entries: board.entries(),
        now,
        freeStake: stake.free,
        rpcLostAt,
        trouble,
      }),
    pause() {
      mode = 'paused';
      log('paused');
    },
    resume() {
      mode = 'running';
      log('resumed');
    },
    drain() {
      mode = 'draining';
      log('draining');
      queue.clear();
      for (const { task } of board.in('queued')) leave(task, 'the miner is draining', false);
      return drained.promise;
    },
    explain: (taskId) => ledger.decision(taskId),
    member: () => member,
  };

  function settleDrain(): void {
    if (mode !== 'draining' || keeping.size > 0) return;
    if (board.in('queued', 'solving', 'sealed', 'committed').length > 0) return;
    drained.resolve(undefined);
  }
}
