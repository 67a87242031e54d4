import type { ContractName } from './artifacts.ts';

/** `contract` lets `holder` do what `role` stands for. */
export interface RoleRow {
  readonly contract: ContractName;
  readonly role: string;
  readonly holder: ContractName;
  /** The contract's constructor grants it. */
  readonly atCreation?: true;
}

/** AccessControl's own role: grants and takes all others of its contract. */
export const ADMIN_ROLE = 'DEFAULT_ADMIN_ROLE';

const rows = (contract: ContractName, role: string, holders: readonly ContractName[]): RoleRow[] =>
  holders.map((holder) => ({ contract, role, holder }));

/**
 * Every role that is held when a deployment is done, besides the timelock's own; the
 * deployer holds none. docs/contracts.md says why.
 */
export const ROLES_TABLE: readonly RoleRow[] = [
  ...rows('PoIWToken', ADMIN_ROLE, ['PoIWTimelock']),
  ...rows('PoIWToken', 'MINTER', ['RewardDistributor']),
  ...rows('StakeManager', ADMIN_ROLE, ['PoIWTimelock']),
  ...rows('StakeManager', 'LOCKER', ['TaskManager', 'VoteModule', 'TaskPayouts', 'DisputeCourt']),
  ...rows('StakeManager', 'SLASHER', ['VoteModule', 'TaskPayouts', 'DisputeCourt']),
  ...rows('StakeManager', 'BANNER', ['DisputeCourt']),
  ...rows('StakeManager', 'RATER', ['PoIWTimelock']),
  ...rows('RewardDistributor', ADMIN_ROLE, ['PoIWTimelock']),
  ...rows('RewardDistributor', 'PAYER', ['TaskPayouts', 'FeeVault', 'DisputeCourt']),
  ...rows('RewardDistributor', 'EMITTER', ['PoIWTimelock']),
  ...rows('RewardDistributor', 'EPOCHS', ['PoIWTimelock']),
  { contract: 'Economy', role: ADMIN_ROLE, holder: 'PoIWTimelock', atCreation: true },
];
