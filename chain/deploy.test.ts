import { ZeroAddress, ZeroHash, id, keccak256 } from 'ethers';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesByName } from './addresses.ts';
import { CONTRACT_NAMES } from './artifacts.ts';
import { loadArtifacts } from './loadArtifacts.ts';
import { ADMIN_ROLE, ROLES_TABLE } from './rolesTable.ts';
import { startLocalChain, type LocalChain } from './test/localChain.ts';

let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain();
});

afterAll(() => chain.stop());

const GRANTED = id('RoleGranted(bytes32,address,address)');
const REVOKED = id('RoleRevoked(bytes32,address,address)');
const ROLE_NAMES = new Map([
  [ZeroHash, ADMIN_ROLE],
  ...[
    ...new Set(ROLES_TABLE.map(({ role }) => role)),
    'PROPOSER_ROLE',
    'CANCELLER_ROLE',
    'EXECUTOR_ROLE',
  ].map((name) => [id(name), name] as const),
]);
/** Given by the timelock's constructor: the governor proposes, anyone executes. */
const TIMELOCKS_OWN = [
  `PoIWTimelock ${ADMIN_ROLE} PoIWTimelock`,
  'PoIWTimelock PROPOSER_ROLE PoIWGovernor',
  'PoIWTimelock CANCELLER_ROLE PoIWGovernor',
  `PoIWTimelock EXECUTOR_ROLE ${ZeroAddress}`,
];

describe('deploy', () => {
  test('default: the code at every address is the one that was reported', async () => {
    const where = addressesByName(chain.addresses);
    for (const name of CONTRACT_NAMES) {
      const code = await chain.root.provider.getCode(where[name]);
      expect(keccak256(code)).toBe(chain.addresses.codeHashes[name]);
    }
  });

  test('behavior: every grant ever made leaves exactly the table, and the deployer nothing', async () => {
    const where = addressesByName(chain.addresses);
    const names = new Map(CONTRACT_NAMES.map((name) => [where[name].toLowerCase(), name]));
    const held = new Set<string>();
    const { provider } = chain.root;
    for (const log of await provider.getLogs({ fromBlock: 0, topics: [[GRANTED, REVOKED]] })) {
      const contract = names.get(log.address.toLowerCase());
      const [topic, role = '', account = ''] = log.topics;
      const holder = names.get(`0x${account.slice(26)}`) ?? `0x${account.slice(26)}`;
      const row = [contract, ROLE_NAMES.get(role) ?? role, holder].join(' ');
      if (topic === GRANTED) held.add(row);
      else held.delete(row);
    }
    const table = ROLES_TABLE.map(({ contract, role, holder }) => `${contract} ${role} ${holder}`);
    expect([...held].sort()).toEqual([...table, ...TIMELOCKS_OWN].sort());
  });

  test('behavior: docs/contracts.md shows the same table', () => {
    const page = readFileSync(join(import.meta.dirname, '../docs/contracts.md'), 'utf8');
    const shown = page
      .split('\n')
      .map((line) => /^\| `(\w+)` \| `(\w+)` \| `(\w+)` \|/.exec(line)?.slice(1).join(' '))
      .filter((row) => row !== undefined);
    expect(shown).toEqual(
      ROLES_TABLE.map(({ contract, role, holder }) => `${contract} ${role} ${holder}`),
    );
  });

  test('behavior: every contract fits the size limit of the chain', () => {
    const artifacts = loadArtifacts();
    for (const name of CONTRACT_NAMES) {
      expect((artifacts[name].deployedBytecode.length - 2) / 2, name).toBeLessThanOrEqual(24_576);
    }
  });
});
