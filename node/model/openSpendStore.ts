import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, PoiwError } from '../../core/errors.ts';
import { diskError } from '../diskError.ts';
import type { SpendStore } from '../../models/spend/spendStore.ts';

/** Calls of models; the miner's ledger, in the same file, sums them up. */
export const MODEL_CALLS = `
  CREATE TABLE IF NOT EXISTS model_call (
    id TEXT PRIMARY KEY, task TEXT NOT NULL, model TEXT NOT NULL, at INTEGER NOT NULL,
    state TEXT NOT NULL, input INTEGER NOT NULL, output INTEGER NOT NULL, cached INTEGER NOT NULL,
    cost TEXT NOT NULL, latency INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS model_call_task ON model_call (task);
  CREATE INDEX IF NOT EXISTS model_call_at ON model_call (at)`;

/**
 * What models cost, in SQLite: a call is on disk before it is sent, and what was cut off in the
 * middle stays with the most it can have cost.
 *
 * @throws PoiwError E_CONFIG when the file cannot be used, E_DISK_FULL from `put`
 */
export function openSpendStore(path: string): SpendStore {
  let db: DatabaseSync;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    db = new DatabaseSync(path, { timeout: 5000 });
    db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
    db.exec(MODEL_CALLS);
  } catch (cause) {
    throw new PoiwError('E_CONFIG', `cannot open ${path}: ${messageOf(cause)}`, {
      cause,
      hint: 'check that the data folder is writable and has free space',
    });
  }
  const insert = db.prepare(
    'INSERT OR REPLACE INTO model_call VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const select = db.prepare(
    'SELECT input, output, cached, cost, latency FROM model_call WHERE (?1 IS NULL OR task = ?1) AND at >= ?2',
  );
  return {
    put(record) {
      const { id, task, model, at, state, cost } = record;
      const { inputTokens, outputTokens, cachedInputTokens, latencyMs } = record;
      const counts = [inputTokens, outputTokens, cachedInputTokens];
      const took = [...counts, cost.toString(), Math.floor(latencyMs)];
      try {
        insert.run(id, task, model, Math.floor(at), state, ...took);
      } catch (cause) {
        throw diskError(cause, path);
      }
    },
    total({ task, since = 0 }) {
      const rows = select.all(task ?? null, since);
      const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0);
      return {
        calls: rows.length,
        inputTokens: sum('input'),
        outputTokens: sum('output'),
        cachedInputTokens: sum('cached'),
        latencyMs: sum('latency'),
        // Picodollars pass what a double holds exactly.
        cost: rows.reduce((total, row) => total + BigInt(row['cost'] as string), 0n),
      };
    },
    close: () => db.close(),
  };
}
