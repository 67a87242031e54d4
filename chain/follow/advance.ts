import type { JsonRpcProvider, Log } from 'ethers';
import type { Hex } from '../../core/contentId.ts';
import { matchingLogs, rangedLogs, type LogFilter } from '../rangedLogs.ts';
import type { Cursor, FollowBatch, FollowedEvent, KeptBlock } from './cursor.ts';
import { chainTooShort, reorgTooDeep } from './reorgTooDeep.ts';

export interface Advance {
  /** Where to go on; its batch is not told yet. */
  readonly cursor: Cursor & { readonly untold: FollowBatch };
  /** Blocks that the next piece of history may span. */
  readonly span: number;
}

export interface AdvanceOptions {
  readonly provider: JsonRpcProvider;
  readonly filters: readonly LogFilter[];
  readonly depth: number;
  /** What happened before it is not told, also when a reorg reaches below it. */
  readonly fromBlock: number;
  /** Of history, in blocks. */
  readonly span: number;
  /** Our contracts' events among logs of a block. */
  readonly decode: (logs: readonly Log[]) => FollowedEvent[];
}

interface Header {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: string;
}

/** Most blocks of history in one piece. */
export const MAX_SPAN = 5_000;
/** Requests that surely travel together, and so to one node. */
const BATCH = 90;

/**
 * One look at the chain: finds where it left what is known, and reads on from there. History below
 * `depth` is read in pieces; above it every block is read by its hash, so that an answer can only be
 * of the block that was asked for.
 *
 * @returns undefined when nothing changed, or when it changed while it was read
 * @throws PoiwError E_REORG_TOO_DEEP, E_RPC_UNREACHABLE
 */
export async function advance(
  cursor: Cursor,
  options: AdvanceOptions,
): Promise<Advance | undefined> {
  const { provider, depth } = options;
  const tip = lastOf(cursor.blocks);
  const [head, known] = await Promise.all([
    header(provider, 'latest'),
    header(provider, tip.number),
  ]);
  if (head === undefined || head.hash === tip.hash) return undefined;
  const kept = known?.hash === tip.hash ? cursor.blocks : await blocksBefore(cursor, head, options);
  if (kept === undefined) return undefined;
  const from = lastOf(kept).number + 1;
  const history = head.number - depth;
  const read =
    from < history
      ? await readHistory(from, history, options)
      : await readNewest(lastOf(kept), head.number, options);
  if (read === undefined) return undefined;
  return told(cursor, kept, read, { head: head.number, depth });
}

function told(
  cursor: Cursor,
  kept: readonly KeptBlock[],
  { blocks, events, span }: Read,
  { head, depth }: { readonly head: number; readonly depth: number },
): Advance {
  const all = [...kept, ...blocks];
  const tip = lastOf(all).number;
  const final = Math.max(cursor.final, Math.min(tip, head - depth));
  const isSettled = ({ blockNumber }: FollowedEvent) =>
    blockNumber > cursor.final && blockNumber <= final;
  const settled = [...kept.flatMap((block) => block.events), ...events].filter(isSettled);
  const reverted = cursor.blocks.slice(kept.length).flatMap((block) => block.events);
  const sequence = cursor.sequence + 1;
  const untold = { sequence, reverted: reverted.reverse(), applied: events, settled, tip, head };
  // What is final is never taken back: of it only the hashes stay, to go on from.
  const last = all.slice(-(depth + 1));
  const lean = last.map((one) => (one.number > final ? one : { ...one, events: [] }));
  return { cursor: { ...cursor, sequence, untold, final, blocks: lean }, span };
}

interface Read {
  readonly blocks: readonly KeptBlock[];
  readonly events: readonly FollowedEvent[];
  readonly span: number;
}

async function readHistory(
  first: number,
  history: number,
  { provider, filters, fromBlock, span, decode }: AdvanceOptions,
): Promise<Read> {
  const to = Math.min(history, first + span - 1);
  const range = { fromBlock: first, toBlock: to, span };
  for await (const chunk of rangedLogs(provider, filters, range)) {
    const block = { number: chunk.toBlock, hash: chunk.toHash, events: [] };
    const width = chunk.toBlock - first + 1;
    const whole = chunk.toBlock === to;
    const events = decode(chunk.logs.filter(({ blockNumber }) => blockNumber >= fromBlock));
    const next = whole ? Math.min(MAX_SPAN, span * 2) : width;
    return { blocks: [block], events, span: next };
  }
  throw new Error('an empty range of blocks');
}

/** undefined when the chain moved meanwhile. */
async function readNewest(
  parent: KeptBlock,
  head: number,
  { provider, filters, fromBlock, span, decode }: AdvanceOptions,
): Promise<Read | undefined> {
  const count = Math.min(head - parent.number, Math.floor(BATCH / filters.length));
  const numbers = Array.from({ length: count }, (_, i) => parent.number + 1 + i);
  const headers = await Promise.all(numbers.map((number) => header(provider, number)));
  let before = parent.hash;
  const chain: Header[] = [];
  for (const one of headers) {
    if (one?.parentHash !== before) return undefined;
    before = one.hash;
    chain.push(one);
  }
  // The node that tells the logs must know the last block, or its silence says nothing.
  const [last, ...logs] = await Promise.all([
    header(provider, parent.number + count),
    ...chain.map(({ hash }) => matchingLogs(provider, filters, { blockHash: hash })),
  ]);
  if (last?.hash !== before) return undefined;
  const blocks = chain.map(({ number, hash }, i): KeptBlock => {
    return { number, hash, events: number < fromBlock ? [] : decode(logs[i] ?? []) };
  });
  return { blocks, events: blocks.flatMap(({ events }) => events), span };
}

/**
 * The known blocks that are still part of the chain.
 *
 * @returns undefined when the chain only seems shorter: a node that lags tells of an older end, and
 * nothing is known to be wrong until another block stands in the place of a known one
 */
async function blocksBefore(
  { blocks, final }: Cursor,
  head: Header,
  { provider, depth }: AdvanceOptions,
): Promise<readonly KeptBlock[] | undefined> {
  const [oldest] = blocks;
  const tip = lastOf(blocks);
  const same = blocks.find(({ number }) => number === head.number);
  if (same?.hash === head.hash) return undefined;
  if (oldest === undefined || head.number < oldest.number) {
    if (tip.number - head.number > depth) throw chainTooShort(tip.number, head.number);
    return undefined;
  }
  const below = blocks.filter(({ number }) => number <= head.number);
  const now = await Promise.all(below.map(({ number }) => header(provider, number)));
  if (now.includes(undefined)) return undefined;
  const fork = below.findIndex(({ hash }, i) => now[i]?.hash !== hash);
  const replaced = below[fork];
  if (replaced === undefined) return undefined;
  if (fork === 0 || replaced.number <= final) throw reorgTooDeep(replaced.number, tip.number);
  return blocks.slice(0, fork);
}

async function header(
  provider: JsonRpcProvider,
  at: number | 'latest',
): Promise<Header | undefined> {
  const block = await provider.getBlock(at);
  if (block?.hash === undefined || block.hash === null) return undefined;
  return { number: block.number, hash: block.hash as Hex, parentHash: block.parentHash };
}

function lastOf(blocks: readonly KeptBlock[]): KeptBlock {
  const last = blocks.at(-1);
  if (last === undefined) throw new Error('a cursor without a block');
  return last;
}
