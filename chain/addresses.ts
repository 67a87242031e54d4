import type { Hex } from '../core/contentId.ts';
import type { ContractName } from './artifacts.ts';

/** Where a deployment lives. Plain JSON. */
export interface Addresses {
  readonly chainId: number;
  readonly token: Hex;
  readonly stakeManager: Hex;
  readonly taskRules: Hex;
  readonly taskManager: Hex;
  readonly taskPayouts: Hex;
  readonly taskReader: Hex;
  readonly voteModule: Hex;
  readonly rewardDistributor: Hex;
  readonly economy: Hex;
  readonly feeVault: Hex;
  readonly disputeCourt: Hex;
  readonly timelock: Hex;
  readonly governor: Hex;
  readonly treasury: Hex;
  /** keccak256 of each contract's runtime code, so that a client notices another contract. */
  readonly codeHashes: Readonly<Record<ContractName, Hex>>;
}

/** The address of each contract by its name. */
export function addressesByName(addresses: Addresses): Record<ContractName, Hex> {
  return {
    PoIWToken: addresses.token,
    PoIWTimelock: addresses.timelock,
    PoIWGovernor: addresses.governor,
    Economy: addresses.economy,
    FeeVault: addresses.feeVault,
    DisputeCourt: addresses.disputeCourt,
    StakeManager: addresses.stakeManager,
    RewardDistributor: addresses.rewardDistributor,
    VoteModule: addresses.voteModule,
    TaskRules: addresses.taskRules,
    TaskManager: addresses.taskManager,
    TaskPayouts: addresses.taskPayouts,
    TaskReader: addresses.taskReader,
  };
}
