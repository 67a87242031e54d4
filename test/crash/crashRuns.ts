import { setTimeout as sleep } from 'node:timers/promises';
import { PoiwError } from '../../core/errors.ts';
import type { CrashPlan, CrashSwitch } from './crashSwitch.ts';

/** What went wrong over some crashed runs; all zero is the promise. */
export interface CrashTally {
  runs: number;
  /** Deaths, second ones included. */
  crashes: number;
  lostReveals: number;
  doubleCommits: number;
  miscountedSpend: number;
}

/** A daemon between its start and its death. */
export interface Incarnation {
  readonly crash: CrashSwitch;
  /** Ends it as its operator would. */
  stop(): Promise<void>;
  /** Closes what a dead process would have closed. */
  abandon(): Promise<void>;
}

/** One daemon with one key and one disk, through its deaths. */
export interface CrashRun {
  /** Deaths still to come. */
  readonly plans: CrashPlan[];
  readonly begin: (plan: CrashPlan | undefined) => Promise<Incarnation>;
  crashes: number;
  now: Incarnation;
}

/** How long crashed runs may take, on a busy machine too, before they count as lost. */
const PATIENCE_MS = 600_000;
const STARTS = 5;

export async function beginRun(
  plans: readonly CrashPlan[],
  begin: CrashRun['begin'],
): Promise<CrashRun> {
  const [first, ...rest] = plans;
  return { plans: rest, begin, crashes: 0, now: await startAgain(begin, first) };
}

/** Starts dead runs again until what is waited for has come, or patience is over. */
export async function driveRuns(
  runs: readonly CrashRun[],
  random: (below: number) => number,
  done: () => Promise<boolean>,
): Promise<void> {
  const giveUp = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUp) {
    const dead = runs.filter(({ now }) => now.crash.isDead());
    await Promise.all(
      dead.map(async (run) => {
        await buryRun(run);
        await sleep(random(100));
        run.now = await startAgain(run.begin, run.plans.shift());
      }),
    );
    if (await done()) return;
    await sleep(50);
  }
}

/** As a supervisor would: a start that failed for a reason that passes is tried again. */
async function startAgain(
  begin: CrashRun['begin'],
  plan: CrashPlan | undefined,
): Promise<Incarnation> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await begin(plan);
    } catch (error) {
      if (tries === STARTS || !(error instanceof PoiwError) || !error.retryable) throw error;
    }
  }
}

/** Ends an incarnation; a dead one leaves closed handles and nothing else. */
export async function buryRun(run: CrashRun): Promise<void> {
  const { now } = run;
  if (!now.crash.isDead()) await Promise.race([now.stop(), now.crash.dead]);
  if (!now.crash.isDead()) return;
  run.crashes += 1;
  await now.abandon();
}
