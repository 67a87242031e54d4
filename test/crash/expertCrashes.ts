import type { CrashPlan } from './crashSwitch.ts';

const at = (operation: string, side: CrashPlan['side'], nth = 1): CrashPlan => ({
  operation,
  side,
  nth,
});

/** Twelve points between an expert's draw and its reveal. */
export const EXPERT_CRASHES: readonly CrashPlan[] = [
  at('blobs.put', 'before'),
  at('blobs.put', 'after'),
  at('journal.checkAndInsert', 'before'),
  at('journal.checkAndInsert', 'after'),
  at('chain.send:post', 'before'),
  at('chain.send:post', 'after'),
  at('chain.send:post', 'after', 2),
  at('chain.send:commitVote', 'before'),
  at('rpc.send:eth_sendRawTransaction', 'after'),
  at('chain.send:commitVote', 'after'),
  at('chain.send:revealVotes', 'before'),
  at('chain.send:revealVotes', 'after'),
];
