import { Interface, ZeroHash, concat, id } from 'ethers';
import type { Hex } from '../core/contentId.ts';
import { CONTRACT_NAMES, type ContractName } from './artifacts.ts';
import { loadArtifacts } from './loadArtifacts.ts';
import { loadInterfaces } from './loadInterfaces.ts';
import { ADMIN_ROLE, ROLES_TABLE, type RoleRow } from './rolesTable.ts';

/** Seed 000, "Token Distribution": 40 % are community rewards, minted over four years. */
const FIRST_SUPPLY = 600_000_000n * 10n ** 18n;
const DAY = 86_400;
const WIRING_GAS = 200_000n;
/** Its constructor asks the token for the time: that cannot be estimated before the token is there. */
const GOVERNOR_GAS = 6_000_000n;

/** What a deployment may choose; everything else is fixed. */
export interface DeploySettings {
  /** Receives the network's part of rewards; by default the deployer. */
  readonly treasury?: Hex;
  /** Receives the whole supply; by default the deployer. */
  readonly initialHolder?: Hex;
  /** wei, at most 1,000,000,000 TOS; by default all but what may be minted in four years */
  readonly initialSupply?: bigint;
  /** Seconds between asking stake back and getting it, by default one day. */
  readonly coolDownSeconds?: number;
  /** Seconds in which what peers decided can be disputed; by default 0: no disputes are heard. */
  readonly disputeSeconds?: number;
}

export type Where = Record<ContractName, Hex>;

export interface DeployStep {
  readonly to: string | null;
  readonly data: string;
  readonly gasLimit?: bigint;
}

/** Every transaction of a deployment, in order: contracts, roles, and giving up the admin's own. */
export function deploySteps(settings: DeploySettings, admin: string, where: Where): DeployStep[] {
  return [...creations(settings, admin, where), ...wiring(admin, where)];
}

function creations(settings: DeploySettings, admin: string, where: Where): DeployStep[] {
  const { PoIWToken: token, StakeManager: stakes, VoteModule: votes } = where;
  const { TaskManager: tasks, TaskPayouts: payouts, RewardDistributor: distributor } = where;
  const economy = where.Economy;
  const treasury = settings.treasury ?? admin;
  const args: Record<ContractName, readonly unknown[]> = {
    PoIWToken: [settings.initialHolder ?? admin, settings.initialSupply ?? FIRST_SUPPLY],
    StakeManager: [token, settings.coolDownSeconds ?? DAY, admin],
    RewardDistributor: [token, admin],
    VoteModule: [stakes, tasks, payouts],
    TaskRules: [stakes, economy],
    TaskManager: [token, stakes, votes, distributor, where.TaskRules, payouts, where.FeeVault],
    TaskPayouts: [
      stakes,
      tasks,
      votes,
      distributor,
      treasury,
      where.DisputeCourt,
      settings.disputeSeconds ?? 0,
    ],
    TaskReader: [stakes, tasks, votes, payouts],
    PoIWTimelock: [where.PoIWGovernor],
    PoIWGovernor: [token, where.PoIWTimelock],
    Economy: [where.TaskReader, where.PoIWTimelock],
    FeeVault: [token, stakes, where.TaskReader, distributor, economy, tasks, treasury],
    DisputeCourt: [token, stakes, distributor, economy, payouts],
  };
  const artifacts = loadArtifacts();
  const interfaces = loadInterfaces();
  return CONTRACT_NAMES.map((name) => ({
    to: null,
    data: concat([artifacts[name].bytecode, interfaces[name].encodeDeploy(args[name])]),
    ...(name === 'PoIWGovernor' ? { gasLimit: GOVERNOR_GAS } : {}),
  }));
}

function wiring(admin: string, where: Where): DeployStep[] {
  const access = new Interface([
    'function grantRole(bytes32 role, address account)',
    'function renounceRole(bytes32 role, address account)',
  ]);
  const grant = ({ contract, role, holder }: RoleRow): DeployStep => ({
    to: where[contract],
    data: access.encodeFunctionData('grantRole', [
      role === ADMIN_ROLE ? ZeroHash : id(role),
      where[holder],
    ]),
    gasLimit: WIRING_GAS,
  });
  const renounce = (on: ContractName): DeployStep => ({
    to: where[on],
    data: access.encodeFunctionData('renounceRole', [ZeroHash, admin]),
    gasLimit: WIRING_GAS,
  });
  return [
    ...ROLES_TABLE.filter(({ atCreation }) => atCreation !== true).map(grant),
    renounce('PoIWToken'),
    renounce('StakeManager'),
    renounce('RewardDistributor'),
  ];
}
