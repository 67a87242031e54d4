import { AbiCoder, keccak256 } from 'ethers';
import type { Hex } from '../contentId.ts';
import type { PromiseKey } from '../journal.ts';

const TYPES = ['string', 'bytes32', 'uint256', 'address', 'uint256', 'uint32', 'address'];

/**
 * The salt of a planted answer. Before its seed is open nobody can tell it from another's; afterwards
 * it shows to everybody that the answer was planted when it was committed: the commit binds the salt.
 */
export function plantedSalt(
  seed: Hex,
  { chainId, contract, taskId, round, actor }: Omit<PromiseKey, 'kind'>,
): Hex {
  const values = ['poiw.planted/v1', seed, chainId, contract, taskId, round, actor];
  return keccak256(AbiCoder.defaultAbiCoder().encode(TYPES, values)) as Hex;
}
