import { AbiCoder, keccak256 } from 'ethers';
import type { Hex } from '../contentId.ts';
import { rootEntryLeaf, type RootEntry } from './rootEntry.ts';
import { rootPay } from './rootPay.ts';
import { buildSumTree, type SumNode, type SumTree } from './sumTree.ts';

/** What an account's votes of an epoch came to; it keeps its index for ever. */
export interface ScoreLine {
  readonly index: number;
  readonly account: Hex;
  readonly seats: number;
  /** Sum of the scores of its seats, ppm: `auditScore` of each. */
  readonly score: number;
  /** Sum of its wages, wei. */
  readonly wages: bigint;
}

export interface PayEpoch {
  readonly stream: Hex;
  /** From 1. */
  readonly epoch: bigint;
  /** wei for a score one whole above the others' mean. */
  readonly slope: bigint;
  /** In the order of their indices, from 0 without a gap. */
  readonly scores: readonly ScoreLine[];
  /** Entries of the last final root, by index. */
  readonly before: readonly RootEntry[];
}

/** What an epoch puts on chain, and the proofs behind it. */
export interface PayBooks {
  readonly data: {
    readonly scores: Hex;
    readonly accounts: number;
    readonly seats: number;
    readonly total: number;
    readonly slope: bigint;
  };
  readonly entries: readonly RootEntry[];
  readonly scoreTree: SumTree;
  readonly rootTree: SumTree;
}

const TYPES = ['bytes32', 'uint256', 'uint32', 'address', 'uint32', 'int64', 'uint96'];

/** The leaf of a score, as `RewardRoots.sol` hashes it: twice, so that no node can pass for one. */
function scoreLeaf(stream: Hex, epoch: bigint, line: ScoreLine): SumNode {
  const { index, account, seats, score, wages } = line;
  const values = [stream, epoch, index, account, seats, score, wages];
  const encoded = AbiCoder.defaultAbiCoder().encode(TYPES, values);
  return { hash: keccak256(keccak256(encoded)) as Hex, sum: BigInt(seats) };
}

/** Entries and trees of an epoch, by the rule that the chain checks a leaf with. */
export function payBooks({ stream, epoch, slope, scores, before }: PayEpoch): PayBooks {
  const seats = scores.reduce((sum, line) => sum + line.seats, 0);
  const total = scores.reduce((sum, line) => sum + line.score, 0);
  const entries = scores.map((line): RootEntry => {
    const owed = before[line.index]?.cumulative ?? 0n;
    const pay = rootPay({
      ...{ score: BigInt(line.score), accountSeats: BigInt(line.seats), wages: line.wages },
      ...{ total: BigInt(total), seats: BigInt(seats), slope },
    });
    const { index, account } = line;
    return { index, account, before: owed, cumulative: owed + pay };
  });
  const scoreTree = buildSumTree(scores.map((line) => scoreLeaf(stream, epoch, line)));
  return {
    data: { scores: scoreTree.root.hash, accounts: scores.length, seats, total, slope },
    entries,
    scoreTree,
    rootTree: entryTree(stream, epoch, entries),
  };
}

/** The tree of a root's entries. */
export function entryTree(stream: Hex, epoch: bigint, entries: readonly RootEntry[]): SumTree {
  return buildSumTree(entries.map((entry) => rootEntryLeaf(stream, epoch, entry)));
}

/** Index of the first entry that is not what the scores make of it; undefined when all are right. */
export function wrongEntry(
  { entries }: PayBooks,
  proposed: readonly RootEntry[],
): number | undefined {
  const at = proposed.findIndex((one, index) => {
    const right = entries[index];
    return (
      right === undefined ||
      one.index !== index ||
      one.account.toLowerCase() !== right.account.toLowerCase() ||
      one.before !== right.before ||
      one.cumulative !== right.cumulative
    );
  });
  return at < 0 ? undefined : at;
}
