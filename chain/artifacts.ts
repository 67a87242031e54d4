import type { JsonFragment } from 'ethers';
import type { Hex } from '../core/contentId.ts';

/** What the compiler makes of one contract. */
export interface Artifact {
  readonly abi: readonly JsonFragment[];
  /** Creation code. */
  readonly bytecode: Hex;
  /** Runtime code, immutables still zero. */
  readonly deployedBytecode: Hex;
}

/** Our contracts, in the order they are deployed. */
export const CONTRACT_NAMES = [
  'PoIWToken',
  'PoIWTimelock',
  'PoIWGovernor',
  'Economy',
  'FeeVault',
  'DisputeCourt',
  'StakeManager',
  'RewardDistributor',
  'VoteModule',
  'TaskRules',
  'TaskManager',
  'TaskPayouts',
  'TaskReader',
] as const;

export type ContractName = (typeof CONTRACT_NAMES)[number];

export type Artifacts = Readonly<Record<ContractName, Artifact>>;

/** One value per contract. */
export function mapContracts<T>(make: (name: ContractName) => T): Record<ContractName, T> {
  return Object.fromEntries(CONTRACT_NAMES.map((name) => [name, make(name)])) as Record<
    ContractName,
    T
  >;
}
