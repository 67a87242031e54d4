import { Transaction, type Log } from 'ethers';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { addressesByName } from './addresses.ts';
import type { ChainClient, ChainEvent } from './chainClient.ts';
import { rpcUnreachable } from './rpcUnreachable.ts';
import { decodeEvents } from './decodeEvents.ts';
import { logsSince } from './rangedLogs.ts';
import { caseTopics, taskFilters } from './taskFilters.ts';

/** One transaction of a task's life, with all our contracts' events in it. */
export interface HistoryEntry {
  readonly blockNumber: number;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly transactionHash: Hex;
  readonly from: Hex;
  /** The signed transaction's bytes: they hash to `transactionHash` and recover to `from`. */
  readonly rawTransaction: Hex;
  readonly events: readonly ChainEvent[];
}

/**
 * Everything that happened to a task, in order, with what a stranger needs to check who did it
 * without asking the chain again.
 *
 * @throws PoiwError E_RPC_UNREACHABLE
 */
export async function readTaskHistory(
  client: ChainClient,
  taskId: bigint,
  fromBlock = 0,
): Promise<readonly HistoryEntry[]> {
  try {
    const hashes = new Set((await taskLogs(client, taskId, fromBlock)).map(hashOf));
    const entries: HistoryEntry[] = [];
    for (const hash of hashes) entries.push(await readEntry(client, hash));
    return entries;
  } catch (error) {
    throw error instanceof PoiwError ? error : rpcUnreachable(error);
  }
}

/** Logs that name the task, in chain order; takings of shares and disputes are among them. */
async function taskLogs(client: ChainClient, taskId: bigint, fromBlock: number): Promise<Log[]> {
  const { provider, interfaces, addresses } = client;
  const filters = taskFilters(client, taskId, ['TaskManager', 'VoteModule', 'DisputeCourt']);
  const logs = await logsSince(provider, filters, fromBlock);
  const topicOf = (event: string) => interfaces.DisputeCourt.getEvent(event)?.topicHash;
  // A dispute names its case first, an audit its task.
  const places = new Map([
    [topicOf('Disputed'), 1],
    [topicOf('AuditDrawn'), 2],
  ]);
  const named = logs.flatMap(({ topics }) => topics[places.get(topics[0]) ?? topics.length] ?? []);
  const cases = [...new Set(named)].filter((id) => BigInt(id) !== 0n);
  if (cases.length === 0) return logs;
  // All of a case's events but the first name the case alone.
  const heard = [{ address: [addresses.disputeCourt], topics: [caseTopics(client), cases] }];
  return [...logs, ...(await logsSince(provider, heard, fromBlock))].sort(
    (a, b) => a.blockNumber - b.blockNumber || a.index - b.index,
  );
}

function hashOf(log: Log): string {
  return log.transactionHash;
}

async function readEntry(client: ChainClient, hash: string): Promise<HistoryEntry> {
  const { provider, addresses, interfaces } = client;
  const [transaction, receipt] = await Promise.all([
    provider.getTransaction(hash),
    provider.getTransactionReceipt(hash),
  ]);
  if (transaction === null || receipt === null) throw missing(hash);
  const block = await provider.getBlock(receipt.blockNumber);
  if (block === null) throw missing(hash);
  const ours = new Set(Object.values(addressesByName(addresses)).map((one) => one.toLowerCase()));
  const logs = receipt.logs.filter((log) => ours.has(log.address.toLowerCase()));
  return {
    blockNumber: receipt.blockNumber,
    timestamp: block.timestamp,
    transactionHash: hash as Hex,
    from: receipt.from as Hex,
    rawTransaction: Transaction.from(transaction).serialized as Hex,
    events: decodeEvents(logs, addresses, interfaces),
  };
}

function missing(hash: string): PoiwError {
  return new PoiwError('E_NOT_FOUND', `the chain no longer knows transaction ${hash}`, {
    hint: 'ask a node that keeps old transactions',
  });
}
