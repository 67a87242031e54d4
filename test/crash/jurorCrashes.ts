import type { CrashPlan } from './crashSwitch.ts';

const at = (operation: string, side: CrashPlan['side'], nth = 1): CrashPlan => ({
  operation,
  side,
  nth,
});

/** Twelve points between a juror's draw and its reveal, in the order they come up. */
export const JUROR_CRASHES: readonly CrashPlan[] = [
  at('court.judge', 'before'),
  at('court.judge', 'after'),
  at('blobs.put', 'before'),
  at('blobs.put', 'after'),
  at('journal.checkAndInsert', 'before'),
  at('journal.checkAndInsert', 'after'),
  at('chain.send:commitVote', 'before'),
  at('rpc.send:eth_sendRawTransaction', 'after'),
  at('chain.send:commitVote', 'after'),
  at('chain.send:revealVotes', 'before'),
  at('rpc.send:eth_sendRawTransaction', 'after', 2),
  at('chain.send:revealVotes', 'after'),
];
