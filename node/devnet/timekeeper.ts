import { setTimeout as sleep } from 'node:timers/promises';
import { chainTime } from '../../chain/actions/chainTime.ts';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readDocket } from '../../chain/actions/readDocket.ts';
import { readStanding } from '../../chain/actions/readStanding.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { readVotes } from '../../chain/actions/readVotes.ts';
import { taskCount } from '../../chain/actions/taskCount.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { TaskState, VoteState } from '../../chain/taskState.ts';
import { phaseAt, phaseEnd, type Phase } from '../../core/phase.ts';
import { TASK_KINDS } from '../../core/taskKind.ts';
import { courtForward } from './courtForward.ts';
import { isVerified } from '../../tasks/pokeTask.ts';

/** A miner as the timekeeper needs to know it. */
interface TimedMiner {
  readonly memberId: number;
  readonly kinds: readonly string[];
  /** Process is up: a miner that is gone is not waited for. */
  readonly alive: () => boolean;
  /** Task ids it said it will not answer. */
  readonly declined: ReadonlySet<string>;
}

/** A juror as the timekeeper needs to know it; one that is gone is not waited for. */
type TimedJuror = Pick<TimedMiner, 'memberId' | 'alive'>;

/** An expert sees to it that lots are drawn; without one, nobody waits for them. */
type TimedExpert = Pick<TimedMiner, 'alive'>;

export interface TimekeeperOptions {
  readonly chain: ChainClient;
  readonly miners: readonly TimedMiner[];
  readonly jurors: readonly TimedJuror[];
  readonly experts: readonly TimedExpert[];
  /** Told when the clock was moved: seconds and the phase that had nothing left to do. */
  readonly onForward: (seconds: number, phases: readonly string[]) => void;
  readonly signal: AbortSignal;
  readonly pollMs: number;
}

/**
 * Moves a local chain's clock forward when everyone has done what the present phases ask of them,
 * so that a task of days is over in a minute. Windows, schedules and phases stay the real ones;
 * only waiting is left out. Never steps over a phase boundary of any open task.
 */
export async function keepTime(options: TimekeeperOptions): Promise<void> {
  const { chain, signal, pollMs } = options;
  // Two quiet polls in a row: what a daemon decides between them is not missed.
  let quiet = 0;
  while (!signal.aborted) {
    const forward = await nextForward(options).catch(() => undefined);
    quiet = forward === undefined ? 0 : quiet + 1;
    if (forward !== undefined && quiet >= 2) {
      quiet = 0;
      await chain.provider.send('evm_increaseTime', [forward.seconds]);
      await chain.provider.send('evm_mine', []);
      options.onForward(forward.seconds, forward.phases);
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

interface Forward {
  readonly seconds: number;
  readonly phases: readonly string[];
}

async function nextForward(options: TimekeeperOptions): Promise<Forward | undefined> {
  const { chain } = options;
  const now = (await chainTime(chain)).timestamp;
  const phases: string[] = [];
  const court = await courtForward(chain, now);
  if (court === 'busy') return undefined;
  phases.push(...court.phases);
  let target = court.target;
  const last = await taskCount(chain);
  for (let id = 1n; id <= last; id += 1n) {
    const task = await readTask(chain, { taskId: id });
    if (task.state === 'settled' && (await isLotDue(options, id, now))) return undefined;
    if (task.state !== 'open') continue;
    const phase = phaseAt(task.schedule, now);
    if (await isBusy(options, task, phase, now)) return undefined;
    target = Math.min(target, (ballotEnd(task, now) ?? phaseEnd(task.schedule, now) ?? now) + 1);
    phases.push(`task ${id.toString()} ${phase}`);
  }
  return target === Infinity || target <= now ? undefined : { seconds: target - now, phases };
}

/** Whether an expert who is there still has to have a settled task's lot drawn. */
async function isLotDue(
  { chain, experts }: TimekeeperOptions,
  taskId: bigint,
  now: number,
): Promise<boolean> {
  if (!experts.some(({ alive }) => alive())) return false;
  if ((await readDocket(chain, { taskId })).drawn) return false;
  return now <= (await readStanding(chain, { taskId })).end;
}

/** Whether somebody still has something to do in this phase of this task. */
async function isBusy(
  options: TimekeeperOptions,
  task: TaskState,
  phase: Phase,
  now: number,
): Promise<boolean> {
  switch (phase) {
    case 'thinking':
      return false;
    case 'committing':
      return isCommitting(options, task);
    case 'revealing':
      return isRevealing(options, task);
    case 'verifying':
      // Jurors seal as soon as they are drawn.
      if (!isVerified(task) || (task.panel ?? []).length === 0) return true;
      return isVoting(options, task, now);
    case 'voteCommitting':
    case 'voteRevealing':
    case 'settling':
    case 'expired':
      return isVoting(options, task, now);
  }
}

/** A panel has windows of its own: the second one's begin with its draw, whatever the schedule says. */
function ballotEnd({ ballot }: TaskState, now: number): number | undefined {
  if (ballot === undefined) return undefined;
  const end = now <= ballot.commitEnd ? ballot.commitEnd : ballot.revealEnd;
  return now <= end ? end : undefined;
}

/**
 * Whether a juror who is there still has to seal or open his vote, or somebody to draw, roll or
 * settle. Seats of jurors who are gone are waited for until their windows end.
 */
async function isVoting(
  { chain, jurors }: TimekeeperOptions,
  { id, ballot, rolling }: TaskState,
  now: number,
): Promise<boolean> {
  if (rolling || ballot === undefined || now > ballot.revealEnd) return true;
  // Of a growing panel, only the latest round's seats can still do something.
  const votes = (await readVotes(chain, { taskId: id })).filter(
    (vote) => vote.ballot.round === ballot.round,
  );
  const isOpen = ({ revealed, snitched }: VoteState) => !revealed && !snitched;
  const waiting = votes.filter(
    (vote) => isOpen(vote) && jurors.some((one) => one.memberId === vote.jurorId && one.alive()),
  );
  if (now <= ballot.commitEnd) return waiting.some(({ committed }) => !committed);
  // All votes are open: it can be settled at once.
  return !votes.some(isOpen) || waiting.some(({ committed }) => committed);
}

async function isCommitting(
  { chain, miners }: TimekeeperOptions,
  task: TaskState,
): Promise<boolean> {
  const committed = new Set(
    (await readAnswers(chain, { taskId: task.id })).map(({ minerId }) => minerId),
  );
  const kind = TASK_KINDS[task.kind] ?? '';
  return miners.some(
    (miner) =>
      miner.alive() &&
      miner.kinds.includes(kind) &&
      !miner.declined.has(task.id.toString()) &&
      !committed.has(miner.memberId),
  );
}

async function isRevealing(
  { chain, miners }: TimekeeperOptions,
  task: TaskState,
): Promise<boolean> {
  if (task.hiddenCommit !== undefined && task.hidden === undefined) return true;
  const waiting = (await readAnswers(chain, { taskId: task.id })).filter(
    (answer) => !answer.revealed,
  );
  return waiting.some(({ minerId }) =>
    miners.some((miner) => miner.memberId === minerId && miner.alive()),
  );
}
