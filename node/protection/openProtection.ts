import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import type { PromiseKey, SealedPromise, Watermark } from '../../core/journal.ts';

/** What a journal knows of promises made elsewhere; the tables are the journal's. */
export interface ProtectionTables {
  sealedCommit(key: PromiseKey): Hex | undefined;
  insertSealed(promise: SealedPromise): void;
  sealed(): SealedPromise[];
  /** A watermark only rises. */
  raise: (mark: Watermark) => void;
  watermarks(): Watermark[];
  /** @throws PoiwError E_PROTECTION when the task is at or below a watermark */
  assertAbove(key: PromiseKey): void;
}

export function openProtection(db: DatabaseSync): ProtectionTables {
  const select = db.prepare(
    `SELECT commit_hash FROM sealed WHERE chain_id = ? AND contract = ? AND kind = ?
      AND task_id = ? AND round = ? AND actor = ?`,
  );
  const insert = db.prepare('INSERT INTO sealed VALUES (?, ?, ?, ?, ?, ?, ?)');
  const mark = db.prepare(
    'SELECT task_id FROM watermark WHERE chain_id = ? AND contract = ? AND kind = ? AND actor = ?',
  );
  const setMark = db.prepare('INSERT OR REPLACE INTO watermark VALUES (?, ?, ?, ?, ?)');
  const markOf = (key: Watermark): bigint | undefined => {
    const [chainId, contract, kind, , , actor] = columnsOf({ ...key, round: 0 });
    const row = mark.get(chainId ?? '', contract ?? '', kind ?? '', actor ?? '');
    return row === undefined ? undefined : BigInt(row['task_id'] as string);
  };
  return {
    sealedCommit: (key) => select.get(...columnsOf(key))?.['commit_hash'] as Hex | undefined,
    insertSealed: (promise) => void insert.run(...columnsOf(promise), promise.commit),
    sealed: () =>
      db
        .prepare('SELECT * FROM sealed')
        .all()
        .map((row) => ({ ...keyOf(row), commit: row['commit_hash'] as Hex })),
    raise(given) {
      const before = markOf(given);
      if (before !== undefined && before >= given.taskId) return;
      const [chainId, contract, kind, taskId, , actor] = columnsOf({ ...given, round: 0 });
      setMark.run(chainId ?? '', contract ?? '', kind ?? '', taskId ?? '', actor ?? '');
    },
    watermarks: () =>
      db
        .prepare('SELECT *, 0 AS round FROM watermark ORDER BY chain_id, contract, kind, actor')
        .all()
        .map((row) => {
          const { chainId, contract, kind, taskId, actor } = keyOf(row);
          return { chainId, contract, kind, taskId, actor };
        }),
    assertAbove(key) {
      // The hidden part of a task goes by its content, which has no order.
      const least = key.kind === 'hidden' ? undefined : markOf(key);
      if (least === undefined || key.taskId > least) return;
      throw new PoiwError(
        'E_PROTECTION',
        `task ${key.taskId} is at or below the watermark ${least}: its promise may exist elsewhere`,
        {
          details: { task: key.taskId.toString(), watermark: least.toString() },
          hint: 'import the full protection record of the machine this key came from',
        },
      );
    },
  };
}

/** The key columns of the journal's tables, in their order. */
export function columnsOf(key: PromiseKey): (string | number)[] {
  const { chainId, contract, kind, taskId, round, actor } = key;
  const lower = (address: Hex) => address.toLowerCase();
  return [chainId.toString(), lower(contract), kind, taskId.toString(), round, lower(actor)];
}

export function keyOf(row: Record<string, unknown>): PromiseKey {
  return {
    chainId: BigInt(row['chain_id'] as string),
    contract: row['contract'] as Hex,
    kind: row['kind'] as PromiseKey['kind'],
    taskId: BigInt(row['task_id'] as string),
    round: row['round'] as number,
    actor: row['actor'] as Hex,
  };
}
