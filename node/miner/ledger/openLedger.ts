import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, PoiwError } from '../../../core/errors.ts';
import type { MinerLedger } from '../../../miner/ledger.ts';
import { diskError } from '../../diskError.ts';
import { MODEL_CALLS } from '../../model/openSpendStore.ts';
import { attempts, ATTEMPTS } from './attempts.ts';
import { decisions, DECISIONS } from './decisions.ts';
import { outcomes, OUTCOMES } from './outcomes.ts';
import { skills } from './skills.ts';
import { spending, SPENDING } from './spending.ts';
import { ledgerSql } from './sql.ts';

export interface LedgerOptions {
  /** Which chain and contract the task numbers are of, e.g. `31337:0x…`. */
  readonly scope: string;
  /** For a look beside a running daemon: nothing is written. */
  readonly readOnly?: boolean;
}

const SCHEMA = [DECISIONS, ATTEMPTS, OUTCOMES, SPENDING, MODEL_CALLS].join(';');

/**
 * The miner's memory of its own work in SQLite, beside the journal. Readers may look while the
 * daemon writes.
 *
 * @throws PoiwError E_NOT_FOUND when there is nothing to read, E_CONFIG when it cannot be opened,
 * E_DISK_FULL from whatever writes
 */
export function openLedger(path: string, { scope, readOnly = false }: LedgerOptions): MinerLedger {
  const db = open(path, readOnly);
  const sql = ledgerSql(db, scope, path);
  if (!readOnly) sql.write("UPDATE attempt SET result = 'cut' WHERE scope = ? AND result IS NULL");
  return {
    ...decisions(sql),
    ...attempts(sql),
    ...outcomes(sql),
    ...skills(sql),
    ...spending(sql),
    close: () => db.close(),
  };
}

function open(path: string, readOnly: boolean): DatabaseSync {
  if (readOnly && !existsSync(path)) {
    throw new PoiwError('E_NOT_FOUND', `no miner has worked with the folder ${dirname(path)} yet`, {
      hint: 'name the data folder of one that has with --data',
    });
  }
  try {
    if (!readOnly) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const db = new DatabaseSync(path, { readOnly, timeout: 2000 });
    if (!readOnly) {
      db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL');
      db.exec(SCHEMA);
    }
    return db;
  } catch (cause) {
    const full = diskError(cause, path);
    if (full instanceof PoiwError) throw full;
    throw new PoiwError('E_CONFIG', `cannot open the ledger ${path}: ${messageOf(cause)}`, {
      cause,
      hint: 'check that the data folder is readable and writable',
    });
  }
}
