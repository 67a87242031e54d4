import type { JsonRpcProvider, Log } from 'ethers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hex } from '../core/contentId.ts';
import { PoiwError } from '../core/errors.ts';
import { isUnreachable } from './contractError.ts';

/** Which logs; `null` in `topics` matches anything, as in `eth_getLogs`. */
export interface LogFilter {
  readonly address: string | string[];
  readonly topics?: (null | string | string[])[];
}

/** Blocks as `eth_getLogs` takes them. */
type Where =
  { readonly fromBlock: number; readonly toBlock?: number } | { readonly blockHash: string };

/** Logs that any of the filters matches, in the order of the chain. */
export async function matchingLogs(
  provider: JsonRpcProvider,
  filters: readonly LogFilter[],
  where: Where,
): Promise<Log[]> {
  const found = await Promise.all(filters.map((one) => provider.getLogs({ ...one, ...where })));
  if (found.length === 1) return found[0] ?? [];
  return found.flat().sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
}

export interface BlockRange {
  readonly fromBlock: number;
  /** Last block, included. */
  readonly toBlock: number;
  /** Most blocks asked for at once; a provider that allows fewer is asked for fewer. */
  readonly span?: number;
}

/** The logs of some blocks, with the last of those blocks as the node that answered knows it. */
export interface LogChunk {
  readonly fromBlock: number;
  readonly toBlock: number;
  readonly toHash: Hex;
  readonly logs: readonly Log[];
}

const PAUSE_MS = 50;

/**
 * Logs of a range, in pieces and in order. Providers limit how many blocks or results a request may
 * span and say so in many ways: whatever a node refuses, or is too slow for while it answers other
 * requests, is asked for in halves, down to single blocks.
 *
 * @throws PoiwError E_RPC_UNREACHABLE, also when the node does not know the last block of a piece
 * yet: such a node answers with no logs; otherwise what the provider says to a single block
 */
export async function* rangedLogs(
  provider: JsonRpcProvider,
  filters: readonly LogFilter[],
  { fromBlock, toBlock, span = Infinity }: BlockRange,
): AsyncGenerator<LogChunk> {
  let width = span;
  for (let from = fromBlock; from <= toBlock;) {
    const to = Math.min(toBlock, from + width - 1);
    try {
      yield await readChunk(provider, filters, from, to);
      from = to + 1;
    } catch (error) {
      if (to === from || !(await isRefusal(provider, error))) throw error;
      width = Math.floor((to - from + 1) / 2);
    }
  }
}

/** Both are asked for in one request, and so of one node. */
async function readChunk(
  provider: JsonRpcProvider,
  filters: readonly LogFilter[],
  fromBlock: number,
  toBlock: number,
): Promise<LogChunk> {
  const [logs, last] = await Promise.all([
    matchingLogs(provider, filters, { fromBlock, toBlock }),
    provider.getBlock(toBlock),
  ]);
  const toHash = last?.hash ?? undefined;
  if (toHash !== undefined) return { fromBlock, toBlock, toHash: toHash as Hex, logs };
  throw new PoiwError('E_RPC_UNREACHABLE', `the node does not know block ${toBlock} yet`, {
    retryable: true,
    hint: 'it lags behind another one: wait, or name another RPC URL',
    details: { missing: toBlock },
  });
}

/** A node that answers something else refused the range; one that is gone refused nothing. */
async function isRefusal(provider: JsonRpcProvider, error: unknown): Promise<boolean> {
  if (!isUnreachable(error)) return true;
  if (error instanceof PoiwError && error.details['missing'] !== undefined) return false;
  await sleep(PAUSE_MS);
  return provider.getBlockNumber().then(
    () => true,
    () => false,
  );
}

/**
 * All logs from a block to the end of the chain, in order.
 *
 * @throws as {@link rangedLogs}
 */
export async function logsSince(
  provider: JsonRpcProvider,
  filters: readonly LogFilter[],
  fromBlock: number,
): Promise<Log[]> {
  try {
    return await matchingLogs(provider, filters, { fromBlock });
  } catch (error) {
    if (!(await isRefusal(provider, error))) throw error;
  }
  const logs: Log[] = [];
  const toBlock = await provider.getBlockNumber();
  const span = Math.max(1, Math.ceil((toBlock - fromBlock + 1) / 2));
  for await (const chunk of rangedLogs(provider, filters, { fromBlock, toBlock, span })) {
    logs.push(...chunk.logs);
  }
  return logs;
}
