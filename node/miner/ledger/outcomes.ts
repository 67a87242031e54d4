import type { MinerLedger, Outcome } from '../../../miner/ledger.ts';
import type { Specialty } from '../../../miner/specialty.ts';
import type { TaskKind } from '../../../core/taskKind.ts';
import type { LedgerSql } from './sql.ts';

export const OUTCOMES = `
  CREATE TABLE IF NOT EXISTS outcome (
    scope TEXT NOT NULL, task_id TEXT NOT NULL, kind TEXT NOT NULL, specialty TEXT NOT NULL,
    state TEXT NOT NULL, reward TEXT NOT NULL, paid TEXT NOT NULL, revealed INTEGER NOT NULL,
    bond_lost TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (scope, task_id)) STRICT`;

/** What each task came to; the first word stands. */
export function outcomes({
  all,
  get,
  write,
}: LedgerSql): Pick<MinerLedger, 'saveOutcome' | 'outcome' | 'outcomes' | 'earned'> {
  return {
    saveOutcome(one) {
      write(
        'INSERT OR IGNORE INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[`${one.taskId}`, one.kind, one.specialty, one.state, `${one.reward}`, `${one.paid}`],
        ...[one.revealed ? 1 : 0, `${one.bondLost}`, one.at],
      );
    },
    outcome(taskId) {
      const row = get('SELECT * FROM outcome WHERE scope = ? AND task_id = ?', `${taskId}`);
      return row === undefined ? undefined : outcomeOf(row);
    },
    outcomes: (limit) =>
      all(
        'SELECT * FROM outcome WHERE scope = ? ORDER BY CAST(task_id AS INTEGER) DESC LIMIT ?',
        limit,
      ).map(outcomeOf),
    earned() {
      const rows = all('SELECT paid, bond_lost FROM outcome WHERE scope = ?');
      const sum = (column: string) =>
        rows.reduce((total, row) => total + BigInt(row[column] as string), 0n);
      return { paid: sum('paid'), bondsLost: sum('bond_lost') };
    },
  };
}

export function outcomeOf(row: Record<string, unknown>): Outcome {
  return {
    taskId: BigInt(row['task_id'] as string),
    kind: row['kind'] as TaskKind,
    specialty: row['specialty'] as Specialty,
    state: row['state'] as Outcome['state'],
    reward: BigInt(row['reward'] as string),
    paid: BigInt(row['paid'] as string),
    revealed: row['revealed'] === 1,
    bondLost: BigInt(row['bond_lost'] as string),
    at: row['at'] as number,
  };
}
