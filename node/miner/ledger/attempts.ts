import type { Attempt, AttemptResult, MinerLedger } from '../../../miner/ledger.ts';
import type { Specialty } from '../../../miner/specialty.ts';
import type { TaskKind } from '../../../core/taskKind.ts';
import type { LedgerSql } from './sql.ts';

export const ATTEMPTS = `
  CREATE TABLE IF NOT EXISTS attempt (
    scope TEXT NOT NULL, task_id TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
    specialty TEXT NOT NULL, started_at INTEGER NOT NULL, result TEXT, seconds REAL,
    PRIMARY KEY (scope, task_id, number)) STRICT`;

/** Each start of a solver on a task, and how it ended. */
export function attempts({
  all,
  get,
  write,
}: LedgerSql): Pick<MinerLedger, 'beginAttempt' | 'endAttempt' | 'attempts'> {
  return {
    beginAttempt(given) {
      const { taskId, kind, specialty, startedAt } = given;
      const before = get(
        'SELECT count(*) AS n FROM attempt WHERE scope = ? AND task_id = ?',
        `${taskId}`,
      );
      const number = Number(before?.['n'] ?? 0) + 1;
      write(
        'INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)',
        ...[`${taskId}`, number, kind, specialty, startedAt],
      );
      return { ...given, number };
    },
    endAttempt({ taskId, number }, { result, seconds }) {
      write(
        'UPDATE attempt SET result = ?2, seconds = ?3 WHERE scope = ?1 AND task_id = ?4 AND number = ?5',
        ...[result, seconds, `${taskId}`, number],
      );
    },
    attempts: (taskId) =>
      all('SELECT * FROM attempt WHERE scope = ? AND task_id = ? ORDER BY number', `${taskId}`).map(
        attemptOf,
      ),
  };
}

function attemptOf(row: Record<string, unknown>): Attempt {
  return {
    taskId: BigInt(row['task_id'] as string),
    number: row['number'] as number,
    kind: row['kind'] as TaskKind,
    specialty: row['specialty'] as Specialty,
    startedAt: row['started_at'] as number,
    ...(row['result'] === null ? {} : { result: row['result'] as AttemptResult }),
    ...(row['seconds'] === null ? {} : { seconds: row['seconds'] as number }),
  };
}
