import { AbiCoder, keccak256 } from 'ethers';
import type { Hex } from '../contentId.ts';
import type { SumNode } from './sumTree.ts';

/** An account's line in a pay root; it keeps its index for ever. */
export interface RootEntry {
  readonly index: number;
  readonly account: Hex;
  /** wei owed before this epoch since the stream began */
  readonly before: bigint;
  /** wei owed since the stream began */
  readonly cumulative: bigint;
}

const TYPES = ['bytes32', 'uint256', 'uint32', 'address', 'uint96', 'uint96'];

/** The leaf of an entry, as `RewardRoots.sol` hashes it: twice, so that no node can pass for one. */
export function rootEntryLeaf(stream: Hex, epoch: bigint, entry: RootEntry): SumNode {
  const { index, account, before, cumulative } = entry;
  const values = [stream, epoch, index, account, before, cumulative];
  const encoded = AbiCoder.defaultAbiCoder().encode(TYPES, values);
  return { hash: keccak256(keccak256(encoded)) as Hex, sum: cumulative };
}
