import { getAddress, Transaction } from 'ethers';
import type { ContractName } from '../../../chain/artifacts.ts';
import { loadInterfaces } from '../../../chain/loadInterfaces.ts';
import { jsonSafeArgs } from '../../../chain/jsonSafe.ts';
import type { ChainRecord } from '../chainRecord.ts';
import { assertSame, mismatch, type Evidence } from './evidence.ts';

type Entry = ChainRecord['history'][number];

/** The call behind each event, and the arguments both must agree on. */
const CALLS: Readonly<Record<string, { method: string; same: readonly string[] }>> = {
  AnswerCommitted: { method: 'commitAnswer', same: ['commit'] },
  AnswerRevealed: { method: 'revealAnswer', same: ['minerId', 'contentHash', 'salt'] },
  HiddenOpened: { method: 'openHidden', same: ['contentHash', 'salt'] },
  ReceiptSubmitted: { method: 'submitReceipt', same: ['receipt'] },
  VoteCommitted: { method: 'commitVote', same: ['commit'] },
  ExpertCommitted: { method: 'commitVote', same: ['caseId', 'commit'] },
  ExpertPosted: { method: 'post', same: ['caseId', 'step', 'word'] },
  Disputed: { method: 'dispute', same: ['task', 'accused', 'fault', 'evidence'] },
};

/** Events whose sender must be the worker they name. */
const OWN = new Set(['AnswerCommitted', 'VoteCommitted']);

/**
 * Every transaction's bytes hash to its hash and were signed by its sender; where an event repeats
 * what the sender wrote, both say the same.
 */
export function checkTransactions({ record }: Evidence): void {
  for (const entry of record.history) {
    const transaction = parseSigned(entry);
    for (const event of entry.events) {
      const call = CALLS[event.name];
      if (call === undefined) continue;
      const args = callArgs(transaction, event.contract, call.method);
      if (args === undefined) continue; // made through another contract: the event stands alone
      if (event.contract !== 'DisputeCourt') {
        assertSame(`task of ${event.name}`, args['id'], record.taskId);
      }
      for (const name of call.same) {
        assertSame(`${name} of ${event.name}`, args[name], event.args[name]);
      }
      if (OWN.has(event.name)) assertSame('worker', event.args['worker'], getAddress(entry.from));
    }
    checkSigner(entry, record);
  }
}

/** Events that count for a member, whose worker must have signed them. */
const MEMBERS: Readonly<Record<string, string>> = {
  ReceiptSubmitted: 'autoId',
  ExpertCommitted: 'expertId',
  ExpertPosted: 'expertId',
};

function checkSigner({ events, from }: Entry, { members }: ChainRecord): void {
  for (const { name, args } of events) {
    const member = MEMBERS[name];
    if (member === undefined) continue;
    const worker = members.find(({ id }) => String(id) === args[member])?.worker;
    assertSame(`signer of ${name}`, worker?.toLowerCase(), from.toLowerCase());
  }
}

function parseSigned({ rawTransaction, transactionHash, from }: Entry): Transaction {
  let transaction: Transaction;
  try {
    transaction = Transaction.from(rawTransaction);
  } catch {
    throw mismatch(`${transactionHash} is no signed transaction`);
  }
  assertSame('transaction hash', transaction.hash, transactionHash);
  assertSame('sender', transaction.from, getAddress(from));
  return transaction;
}

function callArgs(
  transaction: Transaction,
  contract: ContractName,
  method: string,
): Record<string, unknown> | undefined {
  const parsed = loadInterfaces()[contract].parseTransaction(transaction);
  if (parsed?.name !== method) return undefined;
  return jsonSafeArgs(parsed.args, parsed.fragment.inputs);
}
