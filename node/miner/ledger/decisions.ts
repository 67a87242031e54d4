import type { Decision, MinerLedger } from '../../../miner/ledger.ts';
import type { LedgerSql } from './sql.ts';

export const DECISIONS = `
  CREATE TABLE IF NOT EXISTS decision (
    scope TEXT NOT NULL, task_id TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (scope, task_id)) STRICT`;

/** Why each task was taken or left, newest word only. */
export function decisions({
  all,
  get,
  write,
}: LedgerSql): Pick<MinerLedger, 'saveDecision' | 'decision' | 'decisions'> {
  return {
    saveDecision(decision) {
      const body = JSON.stringify(decision, bigintAsText);
      write(
        'INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?)',
        ...[decision.taskId.toString(), decision.at, body],
      );
    },
    decision(taskId) {
      const row = get('SELECT body FROM decision WHERE scope = ? AND task_id = ?', `${taskId}`);
      return row === undefined ? undefined : decisionOf(row);
    },
    decisions: (limit) =>
      all(
        'SELECT body FROM decision WHERE scope = ? ORDER BY CAST(task_id AS INTEGER) DESC LIMIT ?',
        limit,
      ).map(decisionOf),
  };
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

/** Only our own writing is read back: an integer with its `n` is a bigint again. */
function textAsBigint(_key: string, value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value;
}

function decisionOf(row: Record<string, unknown>): Decision {
  return JSON.parse(row['body'] as string, textAsBigint) as Decision;
}
