import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { messageOf, PoiwError } from '../core/errors.ts';
import type { TaskKind } from '../core/taskKind.ts';
import type {
  Attempt,
  AttemptResult,
  Decision,
  MinerLedger,
  Outcome,
  SkillRecord,
  Spend,
} from '../miner/ledger.ts';
import { taskAccount } from '../miner/ledgerScope.ts';
import type { Specialty } from '../miner/specialty.ts';
import { diskError } from './diskError.ts';
import { MODEL_CALLS } from './model/openSpendStore.ts';

export interface LedgerOptions {
  /** Which chain and contract the task numbers are of, e.g. `31337:0x…`. */
  readonly scope: string;
  /** For a look beside a running daemon: nothing is written. */
  readonly readOnly?: boolean;
}

/** Ended tasks a skill is learnt from: what was long ago says little about today's solver. */
const MEMORY = 50;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS decision (
    scope TEXT NOT NULL, task_id TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (scope, task_id)) STRICT;
  CREATE TABLE IF NOT EXISTS attempt (
    scope TEXT NOT NULL, task_id TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
    specialty TEXT NOT NULL, started_at INTEGER NOT NULL, result TEXT, seconds REAL,
    PRIMARY KEY (scope, task_id, number)) STRICT;
  CREATE TABLE IF NOT EXISTS outcome (
    scope TEXT NOT NULL, task_id TEXT NOT NULL, kind TEXT NOT NULL, specialty TEXT NOT NULL,
    state TEXT NOT NULL, reward TEXT NOT NULL, paid TEXT NOT NULL, revealed INTEGER NOT NULL,
    bond_lost TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (scope, task_id)) STRICT;
  CREATE TABLE IF NOT EXISTS spend (
    scope TEXT NOT NULL, id TEXT NOT NULL, task_id TEXT NOT NULL, unit TEXT NOT NULL,
    amount TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (scope, id)) STRICT;
  ${MODEL_CALLS}`;

/**
 * The miner's memory of its own work in SQLite, beside the journal. Readers may look while the
 * daemon writes.
 *
 * @throws PoiwError E_CONFIG when it cannot be opened, E_DISK_FULL from whatever writes
 */
export function openLedger(path: string, { scope, readOnly = false }: LedgerOptions): MinerLedger {
  const db = open(path, readOnly);
  const all = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).all(scope, ...values);
  const get = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).get(scope, ...values);
  const write = (sql: string, ...values: SQLInputValue[]) => {
    try {
      return db.prepare(sql).run(scope, ...values).changes;
    } catch (cause) {
      throw diskError(cause, path);
    }
  };
  const account = (taskId: bigint | null) => taskAccount(scope, `${taskId ?? '*'}`);
  if (!readOnly) write("UPDATE attempt SET result = 'cut' WHERE scope = ? AND result IS NULL");

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
    skills() {
      const groups = all(
        'SELECT DISTINCT kind, specialty FROM attempt WHERE scope = ? ORDER BY kind, specialty',
      );
      return groups.map(({ kind, specialty }) =>
        skillOf(
          { kind: kind as TaskKind, specialty: specialty as Specialty },
          {
            outcomes: all(RECENT_OUTCOMES, kind ?? null, specialty ?? null, MEMORY).map(outcomeOf),
            attempts: all(RECENT_ATTEMPTS, kind ?? null, specialty ?? null, MEMORY),
            microUsd: Number(get(MICRO_USD, kind ?? null, specialty ?? null)?.['sum'] ?? 0),
          },
        ),
      );
    },
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
      const called = db
        .prepare(MODEL_COST)
        .all(account(taskId ?? null), since * 1000)
        .reduce((total, { cost }) => total + BigInt(cost as string), 0n);
      return { gasWei: sum('gas-wei'), microUsd: sum('micro-usd') + microOf(called) };
    },
    earned() {
      const rows = all('SELECT paid, bond_lost FROM outcome WHERE scope = ?');
      const sum = (column: string) =>
        rows.reduce((total, row) => total + BigInt(row[column] as string), 0n);
      return { paid: sum('paid'), bondsLost: sum('bond_lost') };
    },
    close: () => db.close(),
  };
}

/** Calls of models booked on this chain's tasks: on one of them, or on all. */
const MODEL_COST = 'SELECT cost FROM model_call WHERE task GLOB ? AND at >= ?';

/** Picodollars in millionths of a dollar, rounded up. */
const microOf = (pico: bigint) => (pico + 999_999n) / 1_000_000n;

const RECENT_OUTCOMES = `SELECT * FROM outcome WHERE scope = ? AND kind = ? AND specialty = ?
  ORDER BY CAST(task_id AS INTEGER) DESC LIMIT ?`;

/** Attempts that came to nothing count as tasks without pay; those that answered are outcomes. */
const RECENT_ATTEMPTS = `SELECT task_id, result, seconds FROM attempt
  WHERE scope = ? AND kind = ? AND specialty = ? AND result IN ('answer', 'nothing', 'failed')
  ORDER BY started_at DESC, number DESC LIMIT ?`;

const MICRO_USD = `WITH worked AS (SELECT DISTINCT task_id FROM attempt
    WHERE scope = ?1 AND kind = ?2 AND specialty = ?3)
  SELECT (SELECT ifnull(sum(CAST(amount AS INTEGER)), 0) FROM spend
      WHERE scope = ?1 AND unit = 'micro-usd' AND task_id IN worked)
    + (SELECT ifnull(sum(CAST(cost AS INTEGER)), 0) / 1000000 FROM model_call
      WHERE task IN (SELECT ?1 || '/' || task_id FROM worked)) AS sum`;

interface SkillRows {
  readonly outcomes: readonly Outcome[];
  readonly attempts: readonly Record<string, unknown>[];
  readonly microUsd: number;
}

function skillOf(
  group: Pick<SkillRecord, 'kind' | 'specialty'>,
  { outcomes, attempts, microUsd }: SkillRows,
): SkillRecord {
  const empty = attempts.filter(({ result }) => result !== 'answer').length;
  const times = attempts.map(({ seconds }) => Number(seconds ?? 0));
  const mean = times.reduce((sum, one) => sum + one, 0) / Math.max(1, times.length);
  const variance =
    times.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, times.length);
  return {
    ...group,
    attempts: outcomes.length + empty,
    wins: outcomes.filter(({ paid }) => paid > 0n).length,
    shareSum: outcomes.reduce((sum, { paid, reward }) => sum + millionths(paid, reward), 0),
    bondsLost: outcomes.filter(({ bondLost }) => bondLost > 0n).length,
    timed: times.length,
    meanSeconds: mean,
    spreadSeconds: Math.sqrt(variance),
    meanMicroUsd: microUsd / Math.max(1, attempts.length),
  };
}

function millionths(part: bigint, of: bigint): number {
  return of === 0n ? 0 : Number((part * 1_000_000n) / of);
}

function open(path: string, readOnly: boolean): DatabaseSync {
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
      hint: readOnly
        ? 'no miner has worked with this data folder yet: name the right one with --data'
        : 'check that the data folder is writable',
    });
  }
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

function outcomeOf(row: Record<string, unknown>): Outcome {
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
