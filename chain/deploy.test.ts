import { ZeroHash, id, keccak256 } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesByName } from './addresses.ts';
import { CONTRACT_NAMES, type ContractName } from './artifacts.ts';
import { loadArtifacts } from './loadArtifacts.ts';
import { startLocalChain, type LocalChain } from './test/localChain.ts';

let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain();
});

afterAll(() => chain.stop());

const hasRole = (contract: ContractName, role: string, who: string) =>
  chain.root.read({ contract, method: 'hasRole', args: [role, who] });

describe('deploy', () => {
  test('default: the code at every address is the one that was reported', async () => {
    const where = addressesByName(chain.addresses);
    for (const name of CONTRACT_NAMES) {
      const code = await chain.root.provider.getCode(where[name]);
      expect(keccak256(code)).toBe(chain.addresses.codeHashes[name]);
    }
  });

  test('behavior: contracts hold their roles, the deployer none', async () => {
    const { taskManager, taskPayouts, voteModule } = chain.addresses;
    const deployer = chain.root.address ?? '0x';
    for (const who of [taskManager, voteModule, taskPayouts]) {
      expect(await hasRole('StakeManager', id('LOCKER'), who)).toBe(true);
    }
    for (const who of [voteModule, taskPayouts]) {
      expect(await hasRole('StakeManager', id('SLASHER'), who)).toBe(true);
    }
    expect(await hasRole('StakeManager', id('SLASHER'), taskManager)).toBe(false);
    expect(await hasRole('RewardDistributor', id('PAYER'), taskPayouts)).toBe(true);
    expect(await hasRole('RewardDistributor', id('PAYER'), voteModule)).toBe(false);
    for (const name of ['StakeManager', 'RewardDistributor'] as const) {
      expect(await hasRole(name, ZeroHash, deployer)).toBe(false);
    }
  });

  test('behavior: every contract fits the size limit of the chain', () => {
    const artifacts = loadArtifacts();
    for (const name of CONTRACT_NAMES) {
      expect((artifacts[name].deployedBytecode.length - 2) / 2, name).toBeLessThanOrEqual(24_576);
    }
  });
});
