import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Hex } from '../core/contentId.ts';
import { messageOf, PoiwError } from '../core/errors.ts';
import type { Journal, PromiseKey, PromiseRecord, SealedPromise } from '../core/journal.ts';
import { diskError } from './diskError.ts';
import { createRoom, ROOM_SCHEMA } from './keepRoom.ts';
import { openTransactionJournal, TRANSACTIONS_SCHEMA } from './openTransactionJournal.ts';
import { columnsOf, keyOf, openProtection } from './protection/openProtection.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS promise (
    chain_id TEXT NOT NULL, contract TEXT NOT NULL, kind TEXT NOT NULL, task_id TEXT NOT NULL,
    round INTEGER NOT NULL, actor TEXT NOT NULL,
    commit_hash TEXT NOT NULL, content_hash TEXT NOT NULL, salt TEXT NOT NULL, scores TEXT,
    PRIMARY KEY (chain_id, contract, kind, task_id, round, actor)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sealed (
    chain_id TEXT NOT NULL, contract TEXT NOT NULL, kind TEXT NOT NULL, task_id TEXT NOT NULL,
    round INTEGER NOT NULL, actor TEXT NOT NULL, commit_hash TEXT NOT NULL,
    PRIMARY KEY (chain_id, contract, kind, task_id, round, actor)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS watermark (
    chain_id TEXT NOT NULL, contract TEXT NOT NULL, kind TEXT NOT NULL, task_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (chain_id, contract, kind, actor)
  ) STRICT;
  ${ROOM_SCHEMA};
  ${TRANSACTIONS_SCHEMA}`;

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
  const makeRoom = createRoom(db, path);
  const select = db.prepare(`SELECT * FROM promise WHERE ${WHERE}`);
  const insert = db.prepare('INSERT INTO promise VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const protection = openProtection(db);
  const find = (key: PromiseKey) => {
    const row = select.get(...columnsOf(key));
    return row === undefined ? undefined : recordOf(row);
  };
  const commitOf = (key: PromiseKey) => find(key)?.commit ?? protection.sealedCommit(key);

  /** All or nothing, on the disk when it returns. */
  const durably = <T>(change: () => T): T => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = change();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw diskError(error, path);
    }
  };
  const insertChecked = (record: PromiseRecord): PromiseRecord => {
    const before = find(record);
    const known = before?.commit ?? protection.sealedCommit(record);
    if (known !== undefined && !sameHex(known, record.commit)) throw conflict(known, record);
    if (before !== undefined) return before;
    if (known === undefined) protection.assertAbove(record);
    const { commit, contentHash, salt, scores } = record;
    insert.run(...columnsOf(record), commit, contentHash, salt, scores ?? null);
    return record;
  };
  /** No promise is made without room on the disk for what it takes to keep it. */
  const withRoom = () => {
    try {
      makeRoom();
    } catch (error) {
      throw diskError(error, path);
    }
  };
  // One that holds promises may have some to keep: better as much room as there is than none.
  if (db.prepare('SELECT 1 FROM promise LIMIT 1').get() !== undefined) attempt(makeRoom);
  return {
    transactions: openTransactionJournal(db, path),
    find,
    commitOf,
    checkAndInsert(record) {
      if (commitOf(record) === undefined) withRoom();
      return durably(() => insertChecked(record));
    },
    protect: (record) =>
      durably(() => {
        let added = 0;
        for (const promise of record.promises) {
          const known = commitOf(promise);
          if (known !== undefined && !sameHex(known, promise.commit))
            throw conflict(known, promise);
          if (known === undefined) added += 1;
          if ('salt' in promise) {
            if (find(promise) === undefined) {
              const { commit, contentHash, salt, scores } = promise;
              insert.run(...columnsOf(promise), commit, contentHash, salt, scores ?? null);
            }
          } else if (known === undefined) protection.insertSealed(promise);
        }
        record.watermarks.forEach(protection.raise);
        return added;
      }),
    protection: () => ({
      promises: sorted([
        ...db.prepare('SELECT * FROM promise').all().map(recordOf),
        ...protection.sealed().filter((key) => find(key) === undefined),
      ]),
      watermarks: protection.watermarks(),
    }),
    close: () => db.close(),
  };
}

function attempt(run: () => void): void {
  try {
    run();
  } catch {
    // Whoever promises something next is told.
  }
}

/** By key, so that two journals with the same promises say the same. */
function sorted<T extends PromiseKey>(promises: readonly T[]): T[] {
  const nameOf = (key: PromiseKey) => columnsOf(key).join('|');
  return [...promises].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function sameHex(a: Hex, b: Hex): boolean {
  return a.toLowerCase() === b.toLowerCase();
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

function conflict(recorded: Hex, refused: SealedPromise): PoiwError {
  return new PoiwError(
    'E_PROTECTION',
    `a different ${refused.kind} for task ${refused.taskId.toString()} is already on record`,
    {
      details: { recorded, refused: refused.commit },
      hint: 'one actor makes one promise per task and round; the first one stands and will be kept',
    },
  );
}

function recordOf(row: Record<string, unknown>): PromiseRecord {
  const hex = (column: string) => row[column] as Hex;
  return {
    ...keyOf(row),
    commit: hex('commit_hash'),
    contentHash: hex('content_hash'),
    salt: hex('salt'),
    ...(row['scores'] === null ? {} : { scores: hex('scores') }),
  };
}
