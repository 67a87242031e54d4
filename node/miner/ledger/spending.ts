import type { MinerLedger, Spend } from '../../../miner/ledger.ts';
import type { LedgerSql } from './sql.ts';

export const SPENDING = `
  CREATE TABLE IF NOT EXISTS spend (
    scope TEXT NOT NULL, id TEXT NOT NULL, task_id TEXT NOT NULL, unit TEXT NOT NULL,
    amount TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (scope, id)) STRICT`;

/** Calls of models booked on this chain's tasks: on one of them, or on all. */
const MODEL_COST = "SELECT cost FROM model_call WHERE task GLOB ? || '/' || ? AND at >= ?";

/** Picodollars in millionths of a dollar, rounded up. */
const microOf = (pico: bigint) => (pico + 999_999n) / 1_000_000n;

/** Gas and models, each expense once. */
export function spending({ all, write }: LedgerSql): Pick<MinerLedger, 'spend' | 'spent'> {
  return {
    spend: ({ id, taskId, unit, amount, at }) =>
      write(
        'INSERT OR IGNORE INTO spend VALUES (?, ?, ?, ?, ?, ?)',
        ...[id, `${taskId}`, unit, `${amount}`, at],
      ) > 0,
    spent({ taskId, since = 0 }) {
      const rows = all(
        'SELECT unit, amount FROM spend WHERE scope = ? AND at >= ? AND (?3 IS NULL OR task_id = ?3)',
        ...[since, taskId === undefined ? null : `${taskId}`],
      );
      const sum = (unit: Spend['unit']) =>
        rows
          .filter((row) => row['unit'] === unit)
          .reduce((total, row) => total + BigInt(row['amount'] as string), 0n);
      const called = all(MODEL_COST, `${taskId ?? '*'}`, since * 1000).reduce(
        (total, { cost }) => total + BigInt(cost as string),
        0n,
      );
      return { gasWei: sum('gas-wei'), microUsd: sum('micro-usd') + microOf(called) };
    },
  };
}
