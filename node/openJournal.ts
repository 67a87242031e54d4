import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Hex } from '../core/contentId.ts';
import { messageOf, PoiwError } from '../core/errors.ts';
import type { Journal, PromiseKey, PromiseRecord } from '../core/journal.ts';
import { diskError } from './diskError.ts';
import { openTransactionJournal } from './openTransactionJournal.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS promise (
    chain_id TEXT NOT NULL, contract TEXT NOT NULL, kind TEXT NOT NULL, task_id TEXT NOT NULL,
    round INTEGER NOT NULL, actor TEXT NOT NULL,
    commit_hash TEXT NOT NULL, content_hash TEXT NOT NULL, salt TEXT NOT NULL, scores TEXT,
    PRIMARY KEY (chain_id, contract, kind, task_id, round, actor)
  ) STRICT`;

const WHERE =
  'chain_id = ? AND contract = ? AND kind = ? AND task_id = ? AND round = ? AND actor = ?';

/**
 * Opens the journal of one daemon: SQLite, WAL, synchronous=FULL, held exclusively. The lock is
 * the database's own and dies with the process: no stale lock file after a crash.
 *
 * @throws PoiwError E_ALREADY_RUNNING when another process holds it
 */
export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = openExclusively(path);
  const select = db.prepare(`SELECT * FROM promise WHERE ${WHERE}`);
  const insert = db.prepare('INSERT INTO promise VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const find = (key: PromiseKey) => {
    const row = select.get(...columnsOf(key));
    return row === undefined ? undefined : recordOf(row);
  };
  return {
    transactions: openTransactionJournal(db, path),
    find,
    checkAndInsert(record) {
      db.exec('BEGIN IMMEDIATE');
      try {
        const before = find(record);
        if (before === undefined) {
          const { commit, contentHash, salt, scores } = record;
          insert.run(...columnsOf(record), commit, contentHash, salt, scores ?? null);
        }
        db.exec('COMMIT');
        if (before !== undefined && before.commit !== record.commit) throw conflict(before, record);
        return before ?? record;
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw diskError(error, path);
      }
    },
    close: () => db.close(),
  };
}

function openExclusively(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 0 });
    db.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
    db.exec('BEGIN IMMEDIATE; COMMIT');
    db.exec(SCHEMA);
    return db;
  } catch (cause) {
    db?.close();
    if (/locked|busy/i.test(messageOf(cause))) {
      throw new PoiwError('E_ALREADY_RUNNING', `another process uses the journal ${path}`, {
        cause,
        hint: 'stop the other daemon, or give this one a data folder and a worker key of its own',
      });
    }
    const full = diskError(cause, path);
    if (full instanceof PoiwError) throw full;
    throw new PoiwError('E_CONFIG', `cannot open the journal ${path}: ${messageOf(cause)}`, {
      cause,
      hint: 'check that the data folder is writable and has free space',
    });
  }
}

function conflict(before: PromiseRecord, record: PromiseRecord): PoiwError {
  return new PoiwError(
    'E_PROTECTION',
    `a different ${record.kind} for task ${record.taskId.toString()} is already on record`,
    {
      details: { recorded: before.commit, refused: record.commit },
      hint: 'one actor makes one promise per task and round; the first one stands and will be kept',
    },
  );
}

function columnsOf(key: PromiseKey): (string | number)[] {
  const { chainId, contract, kind, taskId, round, actor } = key;
  const lower = (address: Hex) => address.toLowerCase();
  return [chainId.toString(), lower(contract), kind, taskId.toString(), round, lower(actor)];
}

function recordOf(row: Record<string, unknown>): PromiseRecord {
  const hex = (column: string) => row[column] as Hex;
  return {
    chainId: BigInt(row['chain_id'] as string),
    contract: hex('contract'),
    kind: row['kind'] as PromiseRecord['kind'],
    taskId: BigInt(row['task_id'] as string),
    round: row['round'] as number,
    actor: hex('actor'),
    commit: hex('commit_hash'),
    contentHash: hex('content_hash'),
    salt: hex('salt'),
    ...(row['scores'] === null ? {} : { scores: hex('scores') }),
  };
}
