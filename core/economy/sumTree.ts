import { AbiCoder, ZeroHash, keccak256 } from 'ethers';
import type { Hex } from '../contentId.ts';

/** A node of a sum tree: its hash and the sum of the amounts below it. */
export interface SumNode {
  readonly hash: Hex;
  readonly sum: bigint;
}

export interface SumTree {
  readonly root: SumNode;
  /** Siblings of a leaf from the bottom up. */
  proofOf(index: number): readonly SumNode[];
}

const EMPTY: SumNode = { hash: ZeroHash as Hex, sum: 0n };
const abi = AbiCoder.defaultAbiCoder();

/**
 * A Merkle tree whose nodes carry sums, so that its leaves never add up to more than its root says;
 * checked on chain by `SumTree.sol`. Leaves keep their places and are padded to a power of two.
 */
export function buildSumTree(leaves: readonly SumNode[]): SumTree {
  const levels: SumNode[][] = [[...leaves]];
  for (let level = levels[0] ?? []; level.length > 1; level = levels.at(-1) ?? []) {
    levels.push(
      Array.from({ length: Math.ceil(level.length / 2) }, (_, i) =>
        join(level[2 * i] ?? EMPTY, level[2 * i + 1] ?? EMPTY),
      ),
    );
  }
  return {
    root: levels.at(-1)?.[0] ?? EMPTY,
    proofOf: (index) => levels.slice(0, -1).map((level, i) => level[(index >> i) ^ 1] ?? EMPTY),
  };
}

function join(left: SumNode, right: SumNode): SumNode {
  const types = ['bytes32', 'uint128', 'bytes32', 'uint128'];
  const encoded = abi.encode(types, [left.hash, left.sum, right.hash, right.sum]);
  return { hash: keccak256(encoded) as Hex, sum: left.sum + right.sum };
}
