import type { CrashPlan } from './crashSwitch.ts';

const at = (operation: string, side: CrashPlan['side'], nth = 1): CrashPlan => ({
  operation,
  side,
  nth,
});

/** Twenty points of a mining task, in the order they come up. */
export const MINER_CRASHES: readonly CrashPlan[] = [
  at('blobs.get', 'before'),
  at('blobs.get', 'after'),
  at('ledger.saveDecision', 'before'),
  at('ledger.saveDecision', 'after'),
  at('ledger.beginAttempt', 'before'),
  at('ledger.beginAttempt', 'after'),
  at('ledger.spend', 'before'),
  at('ledger.spend', 'after', 2),
  at('solver.solve', 'after'),
  at('blobs.put', 'before'),
  at('blobs.put', 'after'),
  at('journal.checkAndInsert', 'before'),
  at('journal.checkAndInsert', 'after'),
  at('ledger.endAttempt', 'before'),
  at('chain.send:commitAnswer', 'before'),
  at('rpc.send:eth_sendRawTransaction', 'after'),
  at('chain.send:commitAnswer', 'after'),
  at('chain.send:revealAnswer', 'before'),
  at('rpc.send:eth_sendRawTransaction', 'after', 2),
  at('chain.send:revealAnswer', 'after'),
];
