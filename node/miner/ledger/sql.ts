import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { diskError } from '../../diskError.ts';

type Row = Record<string, SQLOutputValue>;

/** Statements about one chain's tasks: its scope is bound first, then the values. */
export interface LedgerSql {
  readonly all: (statement: string, ...values: SQLInputValue[]) => Row[];
  readonly get: (statement: string, ...values: SQLInputValue[]) => Row | undefined;
  /** Gives how many rows changed. @throws PoiwError E_DISK_FULL */
  readonly write: (statement: string, ...values: SQLInputValue[]) => number | bigint;
}

export function ledgerSql(db: DatabaseSync, scope: string, path: string): LedgerSql {
  return {
    all: (statement, ...values) => db.prepare(statement).all(scope, ...values),
    get: (statement, ...values) => db.prepare(statement).get(scope, ...values),
    write(statement, ...values) {
      try {
        return db.prepare(statement).run(scope, ...values).changes;
      } catch (cause) {
        throw diskError(cause, path);
      }
    },
  };
}
