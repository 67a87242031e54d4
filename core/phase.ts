/**
 * Where a task stands is a pure function of its schedule and the chain's clock. A phase holds while
 * `now <= end`; the next begins at `end + 1`: no gap, no overlap, same rule as TaskManager.
 */
export interface Schedule {
  readonly publishedAt: number;
  /** No commit before this time: the kind's minimum thinking time. */
  readonly thinkEnd: number;
  readonly commitEnd: number;
  readonly revealEnd: number;
  readonly verifyEnd: number;
  readonly voteCommitEnd: number;
  readonly voteRevealEnd: number;
  /** After this time anyone may refund a task that was not settled. */
  readonly settleEnd: number;
}

/** Lengths of the phases in seconds, in order. */
export interface Windows {
  readonly think: number;
  readonly commit: number;
  readonly reveal: number;
  readonly verify: number;
  readonly voteCommit: number;
  readonly voteReveal: number;
  readonly settle: number;
}

export const PHASES = [
  'thinking',
  'committing',
  'revealing',
  'verifying',
  'voteCommitting',
  'voteRevealing',
  'settling',
  'expired',
] as const;

export type Phase = (typeof PHASES)[number];

/** @param windows seconds @param publishedAt block time of the publication, unix seconds */
export function scheduleOf(windows: Windows, publishedAt: number): Schedule {
  const thinkEnd = publishedAt + windows.think;
  const commitEnd = thinkEnd + windows.commit;
  const revealEnd = commitEnd + windows.reveal;
  const verifyEnd = revealEnd + windows.verify;
  const voteCommitEnd = verifyEnd + windows.voteCommit;
  const voteRevealEnd = voteCommitEnd + windows.voteReveal;
  const settleEnd = voteRevealEnd + windows.settle;
  return {
    publishedAt,
    thinkEnd,
    commitEnd,
    revealEnd,
    verifyEnd,
    voteCommitEnd,
    voteRevealEnd,
    settleEnd,
  };
}

/** @param now unix seconds of the chain (block time), never of the machine */
export function phaseAt(schedule: Schedule, now: number): Phase {
  if (now <= schedule.thinkEnd) return 'thinking';
  if (now <= schedule.commitEnd) return 'committing';
  if (now <= schedule.revealEnd) return 'revealing';
  if (now <= schedule.verifyEnd) return 'verifying';
  if (now <= schedule.voteCommitEnd) return 'voteCommitting';
  if (now <= schedule.voteRevealEnd) return 'voteRevealing';
  if (now <= schedule.settleEnd) return 'settling';
  return 'expired';
}

/** When the phase at `now` ends; undefined once expired. */
export function phaseEnd(schedule: Schedule, now: number): number | undefined {
  switch (phaseAt(schedule, now)) {
    case 'thinking':
      return schedule.thinkEnd;
    case 'committing':
      return schedule.commitEnd;
    case 'revealing':
      return schedule.revealEnd;
    case 'verifying':
      return schedule.verifyEnd;
    case 'voteCommitting':
      return schedule.voteCommitEnd;
    case 'voteRevealing':
      return schedule.voteRevealEnd;
    case 'settling':
      return schedule.settleEnd;
    case 'expired':
      return undefined;
  }
}
