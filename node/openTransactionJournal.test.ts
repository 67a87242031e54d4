import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTransactionJournal } from '../chain/createTransactionJournal.ts';
import type { Hex } from '../core/contentId.ts';
import type { Journal } from '../core/journal.ts';
import type { TransactionJournal } from '../core/transactionJournal.ts';
import { openJournal } from './openJournal.ts';

const hex = (byte: string, length = 32): Hex => `0x${byte.repeat(length)}`;
const sender = hex('aA', 20);
const intent = { chainId: 5n, sender, intent: 'rent', to: hex('bb', 20), data: hex('cc', 40) };

let folder: string;
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-transactions-'));
  journal = openJournal(join(folder, 'journal.db'));
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What both journals, the durable one and the one in memory, have to do. */
describe.each<[string, () => TransactionJournal]>([
  ['openTransactionJournal', () => journal.transactions],
  ['createTransactionJournal', createTransactionJournal],
])('%s', (_, open) => {
  test('default: a record is prepared, advanced and found', () => {
    const transactions = open();
    const record = transactions.prepare(intent);
    expect(record).toMatchObject({ stage: 'prepared', nonce: null, signed: [], mined: null });
    const mined = { hash: hex('01'), blockNumber: 7 };
    const signed = [hex('02', 90), hex('03', 90)];
    const change = { stage: 'mined', nonce: 4, signed, mined, failure: null } as const;
    expect(transactions.update(record.id, change)).toMatchObject(change);
    expect(transactions.find(5n, sender, 'rent')).toMatchObject({ id: record.id, ...change });
    expect(transactions.lastNonce(5n, sender)).toBe(4);
  });

  test('behavior: one payload per intent, until it failed', () => {
    const transactions = open();
    const first = transactions.prepare(intent);
    expect(transactions.prepare(intent).id).toBe(first.id);
    const other = { ...intent, data: hex('dd', 40) };
    expect(() => transactions.prepare(other)).toThrow(
      expect.objectContaining({ code: 'E_PROTECTION' }),
    );
    transactions.update(first.id, { ...first, stage: 'failed', failure: 'reverted' });
    expect(transactions.find(5n, sender, 'rent')).toBeUndefined();
    expect(transactions.prepare(other).id).not.toBe(first.id);
  });

  test('behavior: unnamed records are all different', () => {
    const transactions = open();
    const unnamed = { ...intent, intent: null };
    expect(transactions.prepare(unnamed).id).not.toBe(transactions.prepare(unnamed).id);
    expect(transactions.unfinished(5n, sender)).toHaveLength(2);
  });

  test('behavior: keys and chains are kept apart, an address is one however it is written', () => {
    const transactions = open();
    transactions.prepare(intent);
    expect(transactions.unfinished(6n, sender)).toEqual([]);
    expect(transactions.unfinished(5n, hex('ab', 20))).toEqual([]);
    expect(transactions.unfinished(5n, hex('aa', 20))).toHaveLength(1);
    expect(transactions.lastNonce(5n, sender)).toBeUndefined();
  });

  test('behavior: what is final or failed is not unfinished', () => {
    const transactions = open();
    const stages = ['prepared', 'signed', 'sent', 'mined', 'final', 'failed'] as const;
    for (const stage of stages) {
      const record = transactions.prepare({ ...intent, intent: stage });
      transactions.update(record.id, { ...record, stage });
    }
    expect(transactions.unfinished(5n, sender).map(({ stage }) => stage)).toEqual(
      stages.slice(0, 4),
    );
  });
});

test('behavior: the durable journal has it all after reopening', () => {
  const record = journal.transactions.prepare(intent);
  const signed = journal.transactions.update(record.id, {
    ...record,
    ...{ stage: 'signed', nonce: 0, signed: [hex('02', 90)] },
  });
  journal.close();
  journal = openJournal(join(folder, 'journal.db'));
  expect(journal.transactions.unfinished(5n, sender)).toEqual([signed]);
});
