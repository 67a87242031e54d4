import { ZeroHash, isCallException, type ParamType } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesByName } from './addresses.ts';
import { CONTRACT_NAMES, type ContractName } from './artifacts.ts';
import { loadInterfaces } from './loadInterfaces.ts';
import { MEMBER_ROLES } from './member.ts';
import { ADMIN_ROLE, ROLES_TABLE } from './rolesTable.ts';
import { startLocalChain, type LocalChain } from './test/localChain.ts';

type Doors = Readonly<Record<string, readonly ContractName[]>>;

const holdersOf = (contract: ContractName, role: string): readonly ContractName[] =>
  ROLES_TABLE.filter((row) => row.contract === contract && row.role === role).map(
    ({ holder }) => holder,
  );
const each = (names: readonly string[], holders: readonly ContractName[]): Doors =>
  Object.fromEntries(names.map((name) => [name, holders]));
const administered = (contract: ContractName): Doors =>
  each(['grantRole', 'revokeRole'], holdersOf(contract, ADMIN_ROLE));

/** Everything that changes something and is not for everybody, with who may. */
const GUARDED: Readonly<Record<ContractName, Doors>> = {
  PoIWToken: { ...administered('PoIWToken'), mint: holdersOf('PoIWToken', 'MINTER') },
  StakeManager: {
    ...administered('StakeManager'),
    ...each(['lock', 'lockAll', 'unlock', 'hold', 'release'], holdersOf('StakeManager', 'LOCKER')),
    ...each(['slash', 'slashShare'], holdersOf('StakeManager', 'SLASHER')),
    ...each(['ban'], holdersOf('StakeManager', 'BANNER')),
    ...each(['rateMember', 'setPartner'], holdersOf('StakeManager', 'RATER')),
  },
  RewardDistributor: {
    ...administered('RewardDistributor'),
    credit: holdersOf('RewardDistributor', 'PAYER'),
    emitInto: holdersOf('RewardDistributor', 'EMITTER'),
    postEpoch: holdersOf('RewardDistributor', 'EPOCHS'),
  },
  Economy: {
    ...administered('Economy'),
    ...each(['setFee', 'setRow'], holdersOf('Economy', ADMIN_ROLE)),
  },
  FeeVault: { onFee: ['TaskManager'] },
  VoteModule: {
    ...each(['openPanel', 'closePanel', 'leavePanel'], ['TaskManager']),
    takeEpochSeats: ['TaskPayouts'],
  },
  TaskManager: {
    ...each(['enterEpoch', 'settleEpoch'], ['VoteModule']),
    takeSlots: ['TaskPayouts'],
  },
  TaskPayouts: each(['onDispute', 'onRuling'], ['DisputeCourt']),
  PoIWTimelock: {
    ...each(['schedule', 'scheduleBatch', 'cancel'], ['PoIWGovernor']),
    ...each(['grantRole', 'revokeRole', 'updateDelay'], ['PoIWTimelock']),
  },
  PoIWGovernor: each(['relay', 'updateQuorumNumerator', 'updateTimelock'], ['PoIWTimelock']),
  DisputeCourt: {},
  TaskRules: {},
  TaskReader: {},
};

/** What anybody may call: what it does, it does with the caller's own, or for whose it is. */
const OPEN: Readonly<Record<ContractName, string>> = {
  PoIWToken: 'approve burn delegate delegateBySig permit renounceRole transfer transferFrom',
  PoIWTimelock:
    'execute executeBatch onERC1155BatchReceived onERC1155Received onERC721Received renounceRole',
  PoIWGovernor:
    'cancel castVote castVoteBySig castVoteWithReason castVoteWithReasonAndParams ' +
    'castVoteWithReasonAndParamsBySig execute onERC1155BatchReceived onERC1155Received ' +
    'onERC721Received propose queue',
  Economy: 'adjust count renounceRole',
  FeeVault: 'claimBonus sweep',
  DisputeCourt:
    'appeal audit commitVote defend dispute draw fundInsurance post proceed revealVotes rule',
  StakeManager: 'register renounceRole requestUnstake setMeta setWorker topUp withdraw',
  RewardDistributor:
    'challengeRoot claim claimRoot finalizeRoot fundStream proposeRoot renounceRole',
  VoteModule:
    'commitEpoch commitVote drawEpoch excludeSeat openEpoch revealEpoch revealVotes settleEpoch snitch',
  TaskRules: '',
  TaskManager:
    'armBeacon cancel commitAnswer drawPanel escalate extend fixBeacon openHidden publish ' +
    'publishWithPermit refund revealAnswer rollPanel settle submitReceipt topUp',
  TaskPayouts: 'collect collectEpoch',
  TaskReader: '',
};

/** What a guard says to who may not. */
const REFUSALS = new Set([
  'AccessControlUnauthorizedAccount',
  'GovernorOnlyExecutor',
  'NotCollector',
  'NotCourt',
  'NotPayouts',
  'NotTaskManager',
  'NotVotes',
  'TimelockUnauthorizedCaller',
]);

let chain: LocalChain;
let callers: Map<string, string>;

beforeAll(async () => {
  chain = await startLocalChain();
  const where = addressesByName(chain.addresses);
  const parties = await Promise.all(MEMBER_ROLES.map((role) => chain.join(role)));
  const outsider = await chain.outsider();
  callers = new Map([
    ...CONTRACT_NAMES.map((name): [string, string] => [name, where[name]]),
    ['deployer', chain.root.address ?? ''],
    ['outsider', outsider.address ?? ''],
    ...parties.flatMap(({ owner, worker }, i): [string, string][] => [
      [`${MEMBER_ROLES[i]} owner`, owner],
      [`${MEMBER_ROLES[i]} worker`, worker],
    ]),
  ]);
}, 120_000);

afterAll(() => chain.stop());

/** A value that decodes; what it means does not matter to a guard. */
function blank(type: ParamType): unknown {
  if (type.isTuple()) return type.components.map(blank);
  if (type.isArray()) return [];
  if (type.type === 'bytes32') return ZeroHash;
  if (type.type === 'address') return chain.addresses.treasury;
  if (type.type.startsWith('bytes')) return '0x';
  return type.type === 'bool' ? false : type.type === 'string' ? '' : 1;
}

/** The name of the error that a call from this address ends with, if any. */
async function refusal(contract: ContractName, method: string, from: string) {
  const abi = loadInterfaces()[contract];
  const fragment = abi.getFunction(method);
  if (fragment === null) throw new Error(`${contract} has no ${method}`);
  const data = abi.encodeFunctionData(fragment, fragment.inputs.map(blank));
  const to = addressesByName(chain.addresses)[contract];
  try {
    await chain.root.provider.call({ to, from, data });
  } catch (error) {
    if (!isCallException(error)) throw error;
    return error.data == null || error.data === '0x' ? 'nothing' : abi.parseError(error.data)?.name;
  }
  return undefined;
}

describe('the access matrix', () => {
  test('default: every function that changes something is listed as guarded or as open', () => {
    for (const contract of CONTRACT_NAMES) {
      const writing: string[] = [];
      loadInterfaces()[contract].forEachFunction(({ name, constant }) => {
        if (!constant) writing.push(name);
      });
      const open = OPEN[contract].split(' ').filter((name) => name !== '');
      expect(writing.sort(), contract).toEqual([...open, ...Object.keys(GUARDED[contract])].sort());
    }
  });

  test.each(CONTRACT_NAMES.filter((name) => Object.keys(GUARDED[name]).length > 0))(
    'behavior: the guarded functions of %s know exactly their holders',
    async (contract) => {
      const doors = await Promise.all(
        Object.entries(GUARDED[contract]).map(async ([method, holders]) => {
          const passed = await Promise.all(
            [...callers].map(async ([name, from]) => {
              const why = await refusal(contract, method, from);
              return why !== undefined && REFUSALS.has(why) ? [] : [name];
            }),
          );
          return { method, passed: passed.flat().sort(), holders: [...holders].sort() };
        }),
      );
      for (const { method, passed, holders } of doors) expect(passed, method).toEqual(holders);
    },
  );
});
