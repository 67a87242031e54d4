import type { TaskPackage } from '../../../../tasks/taskSpec.ts';
import { testPackage } from '../../testPackage.ts';

/** One bug no detector of the baseline knows: anyone may withdraw what another one put in. */
export const BANK = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Bank {
    mapping(address => uint256) public balances;

    function deposit() external payable {
        balances[msg.sender] += msg.value;
    }

    function withdrawFor(address owner, uint256 amount) external {
        balances[owner] -= amount;
        (bool sent, ) = msg.sender.call{value: amount}("");
        require(sent, "not sent");
    }
}
`;

export const SCENARIO = {
  schema: 'poiw.scenario/v1',
  actors: [
    { name: 'deployer', eth: '1000000000000000000' },
    { name: 'alice', eth: '~9000000000000000000' },
  ],
  attackerEth: '1000000000000000000',
  steps: [
    { deploy: 'bank', from: '$deployer', contract: 'Bank.sol:Bank' },
    { from: '$alice', to: '$bank', fn: 'deposit()', args: [], value: '~5000000000000000000' },
  ],
};

export interface BankOptions {
  readonly source?: string;
  readonly title?: string;
  readonly description?: string;
  readonly files?: Readonly<Record<string, string>>;
}

export function bankTask({
  source = BANK,
  title,
  description,
  files = {},
}: BankOptions = {}): TaskPackage {
  const settings = {
    compiler: { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 },
    scope: ['Bank.sol'],
    scenario: 'scenario.json',
  };
  const texts = { 'Bank.sol': source, 'scenario.json': JSON.stringify(SCENARIO), ...files };
  const task = testPackage('audit', settings, texts);
  const spec = {
    ...task.spec,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
  return { ...task, spec };
}

export const STEAL = {
  source: null,
  contract: null,
  calls: [
    {
      from: '$attacker',
      to: '$bank',
      fn: 'withdrawFor(address,uint256)',
      args: ['$alice', 'eth:$bank'],
      value: '0',
    },
  ],
};

export const FIX = [
  {
    file: 'Bank.sol',
    startLine: 11,
    endLine: 11,
    replacement:
      '    function withdrawFor(address owner, uint256 amount) external {\n        require(owner == msg.sender, "not yours");',
  },
];

export const REPORT = {
  exploit: 'X1',
  title: 'Anyone can withdraw the deposit of another account',
  class: 'access-control',
  severity: 'critical',
  confidence: 95,
  file: 'Bank.sol',
  startLine: 11,
  endLine: 12,
  function: 'withdrawFor',
  rootCause: 'withdrawFor never compares the owner with the caller.',
  impact: 'An attacker takes every deposit.',
};
