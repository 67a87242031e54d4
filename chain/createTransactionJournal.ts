import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import {
  PREPARED,
  type TransactionIntent,
  type TransactionJournal,
  type TransactionRecord,
} from '../core/transactionJournal.ts';

/**
 * A transaction journal that lives as long as the process: for a client that sends and is done. A
 * daemon is given a durable one.
 */
export function createTransactionJournal(): TransactionJournal {
  const records: TransactionRecord[] = [];
  const of = (chainId: bigint, sender: Hex) =>
    records.filter((one) => one.chainId === chainId && same(one.sender, sender));
  const find = (chainId: bigint, sender: Hex, intent: string) =>
    of(chainId, sender).find((one) => one.intent === intent && one.stage !== 'failed');
  return {
    find,
    prepare(intent) {
      const before =
        intent.intent === null ? undefined : find(intent.chainId, intent.sender, intent.intent);
      if (before !== undefined) return requireSamePayload(before, intent);
      const record = { ...intent, ...PREPARED, id: records.length };
      records.push(record);
      return record;
    },
    update(id, { stage, nonce, signed, mined, failure }) {
      const before = records[id];
      if (before === undefined) throw new PoiwError('E_BUG', `no transaction ${id} on record`);
      return (records[id] = { ...before, stage, nonce, signed, mined, failure });
    },
    unfinished: (chainId, sender) =>
      of(chainId, sender).filter(({ stage }) => stage !== 'final' && stage !== 'failed'),
    lastNonce: (chainId, sender) =>
      of(chainId, sender)
        .flatMap(({ nonce }) => (nonce === null ? [] : [nonce]))
        .sort((a, b) => b - a)[0],
  };
}

/** @throws PoiwError E_PROTECTION when the record is of another payload */
export function requireSamePayload(
  before: TransactionRecord,
  intent: TransactionIntent,
): TransactionRecord {
  if (same(before.to, intent.to) && same(before.data, intent.data)) return before;
  throw new PoiwError(
    'E_PROTECTION',
    `another transaction is on record for ${intent.intent ?? ''}`,
    {
      details: { intent: intent.intent, recorded: before.data, refused: intent.data },
      hint: 'one intent sends one payload; the first one stands and will be mined',
    },
  );
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
