import type { DatabaseSync } from 'node:sqlite';
import { requireSamePayload } from '../chain/createTransactionJournal.ts';
import type { Hex } from '../core/contentId.ts';
import {
  PREPARED,
  type TransactionIntent,
  type TransactionJournal,
  type TransactionRecord,
} from '../core/transactionJournal.ts';
import { diskError } from './diskError.ts';

export const TRANSACTIONS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS outgoing (
    id INTEGER PRIMARY KEY, chain_id TEXT NOT NULL, sender TEXT NOT NULL, intent TEXT,
    target TEXT NOT NULL, data TEXT NOT NULL, stage TEXT NOT NULL, nonce INTEGER,
    signed TEXT NOT NULL, mined_hash TEXT, mined_block INTEGER, failure TEXT
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS outgoing_intent ON outgoing (chain_id, sender, intent)
    WHERE intent IS NOT NULL AND stage <> 'failed';
  CREATE INDEX IF NOT EXISTS outgoing_nonce ON outgoing (chain_id, sender, nonce)`;

const OF_KEY = 'chain_id = ? AND sender = ?';

/**
 * The outgoing transactions in a journal's database, whose tables are the journal's. Every call is one statement and so one durable
 * transaction; the database is held exclusively, so a read before a write cannot be overtaken.
 */
export function openTransactionJournal(db: DatabaseSync, path: string): TransactionJournal {
  const insert = db.prepare(
    `INSERT INTO outgoing (chain_id, sender, intent, target, data, stage, signed)
     VALUES (?, ?, ?, ?, ?, ?, '[]')`,
  );
  const change = db.prepare(
    `UPDATE outgoing SET stage = ?, nonce = ?, signed = ?, mined_hash = ?, mined_block = ?,
     failure = ? WHERE id = ?`,
  );
  // Never RETURNING: its row is handed over before the commit, which a full disk then fails.
  const byId = db.prepare('SELECT * FROM outgoing WHERE id = ?');
  const named = db.prepare(
    `SELECT * FROM outgoing WHERE ${OF_KEY} AND intent = ? AND stage <> 'failed'`,
  );
  const open = db.prepare(
    `SELECT * FROM outgoing WHERE ${OF_KEY} AND stage NOT IN ('final', 'failed') ORDER BY id`,
  );
  const highest = db.prepare(`SELECT MAX(nonce) AS nonce FROM outgoing WHERE ${OF_KEY}`);
  const find: TransactionJournal['find'] = (chainId, sender, intent) => {
    const row = named.get(...keyOf(chainId, sender), intent);
    return row === undefined ? undefined : recordOf(row);
  };
  return {
    find,
    prepare(intent: TransactionIntent) {
      const { chainId, sender, to, data } = intent;
      const before = intent.intent === null ? undefined : find(chainId, sender, intent.intent);
      if (before !== undefined) return requireSamePayload(before, intent);
      const row = [...keyOf(chainId, sender), intent.intent, to, data, PREPARED.stage];
      const { lastInsertRowid } = writing(path, () => insert.run(...row));
      return recordOf(byId.get(lastInsertRowid));
    },
    update(id, { stage, nonce, signed, mined, failure }) {
      const where = [mined?.hash ?? null, mined?.blockNumber ?? null] as const;
      const row = [stage, nonce, JSON.stringify(signed), ...where, failure, id];
      writing(path, () => change.run(...row));
      return recordOf(byId.get(id));
    },
    unfinished: (chainId, sender) => open.all(...keyOf(chainId, sender)).map(recordOf),
    lastNonce: (chainId, sender) =>
      (highest.get(...keyOf(chainId, sender))?.['nonce'] as number | null | undefined) ?? undefined,
  };
}

/** @throws PoiwError E_DISK_FULL */
function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw diskError(error, path);
  }
}

function keyOf(chainId: bigint, sender: Hex): [string, string] {
  return [chainId.toString(), sender.toLowerCase()];
}

function recordOf(row: Record<string, unknown> | undefined): TransactionRecord {
  if (row === undefined) throw new Error('the journal lost a transaction');
  return {
    id: row['id'] as number,
    chainId: BigInt(row['chain_id'] as string),
    sender: row['sender'] as Hex,
    intent: row['intent'] as string | null,
    to: row['target'] as Hex,
    data: row['data'] as Hex,
    stage: row['stage'] as TransactionRecord['stage'],
    nonce: row['nonce'] as number | null,
    signed: JSON.parse(row['signed'] as string) as Hex[],
    mined:
      row['mined_hash'] === null
        ? null
        : { hash: row['mined_hash'] as Hex, blockNumber: row['mined_block'] as number },
    failure: row['failure'] as string | null,
  };
}
