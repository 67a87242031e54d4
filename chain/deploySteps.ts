import { Interface, ZeroHash, concat, id } from 'ethers';
import type { Hex } from '../core/contentId.ts';
import { CONTRACT_NAMES, type ContractName } from './artifacts.ts';
import type { DeployOptions } from './deploy.ts';
import { loadArtifacts } from './loadArtifacts.ts';
import { loadInterfaces } from './loadInterfaces.ts';

const CAP = 1_000_000_000n * 10n ** 18n;
const DAY = 86_400;
const WIRING_GAS = 200_000n;

export type Where = Record<ContractName, Hex>;

export interface DeployStep {
  readonly to: string | null;
  readonly data: string;
  readonly gasLimit?: bigint;
}

/** Every transaction of a deployment, in order: contracts, roles, and giving up the admin's own. */
export function deploySteps(options: DeployOptions, admin: string, where: Where): DeployStep[] {
  return [...creations(options, admin, where), ...wiring(admin, where)];
}

function creations(options: DeployOptions, admin: string, where: Where): DeployStep[] {
  const { PoIWToken: token, StakeManager: stakes, VoteModule: votes } = where;
  const { TaskManager: tasks, TaskPayouts: payouts, RewardDistributor: distributor } = where;
  const args: Record<ContractName, readonly unknown[]> = {
    PoIWToken: [options.initialHolder ?? admin, options.initialSupply ?? CAP],
    StakeManager: [token, options.coolDownSeconds ?? DAY, admin],
    RewardDistributor: [token, admin],
    VoteModule: [stakes, tasks, payouts],
    TaskRules: [stakes],
    TaskManager: [token, stakes, votes, distributor, where.TaskRules, payouts],
    TaskPayouts: [stakes, tasks, votes, distributor, options.treasury ?? admin],
    TaskReader: [stakes, tasks, votes],
  };
  const artifacts = loadArtifacts();
  const interfaces = loadInterfaces();
  return CONTRACT_NAMES.map((name) => ({
    to: null,
    data: concat([artifacts[name].bytecode, interfaces[name].encodeDeploy(args[name])]),
  }));
}

function wiring(admin: string, where: Where): DeployStep[] {
  const access = new Interface([
    'function grantRole(bytes32 role, address account)',
    'function renounceRole(bytes32 role, address account)',
  ]);
  const grant = (on: ContractName, role: string, to: ContractName): DeployStep => ({
    to: where[on],
    data: access.encodeFunctionData('grantRole', [id(role), where[to]]),
    gasLimit: WIRING_GAS,
  });
  const renounce = (on: ContractName): DeployStep => ({
    to: where[on],
    data: access.encodeFunctionData('renounceRole', [ZeroHash, admin]),
    gasLimit: WIRING_GAS,
  });
  return [
    grant('StakeManager', 'LOCKER', 'TaskManager'),
    grant('StakeManager', 'LOCKER', 'VoteModule'),
    grant('StakeManager', 'LOCKER', 'TaskPayouts'),
    grant('StakeManager', 'SLASHER', 'VoteModule'),
    grant('StakeManager', 'SLASHER', 'TaskPayouts'),
    grant('RewardDistributor', 'PAYER', 'TaskPayouts'),
    renounce('PoIWToken'),
    renounce('StakeManager'),
    renounce('RewardDistributor'),
  ];
}
