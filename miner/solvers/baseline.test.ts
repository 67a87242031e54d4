import { afterAll, describe, expect, test } from 'vitest';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import type { AuditAnswer } from '../../tasks/kinds/audit.ts';
import type { StatisticsAnswer } from '../../tasks/kinds/statistics.ts';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import { createBaselineSolver, type BaselineOptions } from './baseline.ts';
import { testPackage } from './testPackage.ts';
import { testSolve } from './testSolve.ts';

const pool = createCheckPool({ threads: 2 });
afterAll(() => pool.stop());

const compiler = { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 };

const solve = (task: TaskPackage, options: BaselineOptions = {}) =>
  testSolve(createBaselineSolver(options), task, pool);

const proved = (answer: unknown) =>
  ((answer as AuditAnswer | null)?.findings ?? []).filter(({ poc }) => poc !== undefined);

/** Nothing in it looks like the sample: other names, inheritance, no public ledger. */
const CLUB = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

abstract contract Managed {
    address internal _boss;

    modifier bossOnly() {
        _checkBoss();
        _;
    }

    function boss() external view returns (address) {
        return _boss;
    }

    function _checkBoss() internal view {
        require(_boss == _msgSender(), "not the boss");
    }

    function _msgSender() internal view virtual returns (address) {
        return msg.sender;
    }
}

contract Coin {
    mapping(address => uint256) private _held;
    mapping(address => mapping(address => uint256)) private _allowed;

    constructor(uint256 amount) {
        _held[msg.sender] = amount;
    }

    function pull(address owner, address to, uint256 amount) external {
        PULL
        unchecked {
            _allowed[owner][msg.sender] -= amount;
        }
        _held[owner] -= amount;
        _held[to] += amount;
    }

    function balanceOf(address who) external view returns (uint256) {
        return _held[who];
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _held[msg.sender] -= amount;
        _held[to] += amount;
        return true;
    }
}

contract Chest is Managed {
    Coin public coin;
    bool private _ready;

    function setUp(address boss_, Coin coin_) external {
        SETUP
        _boss = boss_;
        coin = coin_;
        _ready = true;
    }

    function sweepCoin(address receiver, uint256 quantity) external bossOnly {
        coin.transfer(receiver, quantity);
    }
}

contract Club {
    struct Seat {
        uint256 paid;
        uint64 since;
    }

    mapping(address => Seat) private _seats;

    function sit(address who) external payable {
        _seats[who].paid += msg.value;
        _seats[who].since = uint64(block.timestamp);
    }

    function leave() external {
        Seat storage seat = _seats[msg.sender];
        uint256 due = seat.paid;
        require(due > 0, "no seat");
        LEAVE
    }

    function _pay(address payable to, uint256 amount) private {
        (bool sent, ) = to.call{value: amount}("");
        require(sent, "not sent");
    }
}
`;

const clubScenario = {
  schema: 'poiw.scenario/v1',
  actors: [
    { name: 'chair', eth: '10000000000000000000' },
    { name: 'guest', eth: '~50000000000000000000' },
  ],
  attackerEth: '~40000000000000000000',
  steps: [
    { deploy: 'coin', from: '$chair', contract: 'club/Club.sol:Coin', args: ['5000'] },
    { deploy: 'chest', from: '$chair', contract: 'club/Club.sol:Chest' },
    { from: '$chair', to: '$chest', fn: 'setUp(address,address)', args: ['$chair', '$coin'] },
    { from: '$chair', to: '$coin', fn: 'transfer(address,uint256)', args: ['$chest', '~4000'] },
    { deploy: 'club', from: '$chair', contract: 'club/Club.sol:Club' },
    {
      from: '$guest',
      to: '$club',
      fn: 'sit(address)',
      args: ['$guest'],
      value: '~20000000000000000000',
    },
  ],
};

function clubTask({ setUp, leave, pull }: Record<'setUp' | 'leave' | 'pull', string>): TaskPackage {
  const text = CLUB.replace('SETUP', setUp).replace('LEAVE', leave).replace('PULL', pull);
  const settings = { compiler, scope: ['club/Club.sol'], scenario: 'start.json' };
  const start = JSON.stringify(clubScenario);
  return testPackage('audit', settings, { 'club/Club.sol': text, 'start.json': start });
}

describe('createBaselineSolver: audit', () => {
  test('behavior: templates fit contracts they have never seen', { timeout: 120_000 }, async () => {
    const leave = '_pay(payable(msg.sender), due);\n        seat.paid = 0;';
    const task = clubTask({ setUp: '', leave, pull: '' });
    const findings = proved(await solve(task));
    expect(findings.map((one) => [one.class, one.locations[0]?.function])).toEqual([
      ['reentrancy', 'leave'],
      ['access-control', 'setUp'],
      ['arithmetic', 'pull'],
    ]);
    for (const { locations } of findings) {
      const [{ quote, startLine, endLine } = { quote: '', startLine: 1, endLine: 1 }] = locations;
      const text = new TextDecoder().decode(task.files.get('club/Club.sol'));
      expect(
        text
          .split('\n')
          .slice(startLine - 1, endLine)
          .join('\n'),
      ).toContain(quote);
    }
    const some = await solve(task, { templates: ['reenter'] });
    expect(proved(some).map((one) => one.class)).toEqual(['access-control', 'arithmetic']);
  });

  test('behavior: the same contracts without the bugs yield no proof', async () => {
    const task = clubTask({
      setUp: 'require(!_ready, "already set up");',
      leave: 'seat.paid = 0;\n        _pay(payable(msg.sender), due);',
      pull: 'require(_allowed[owner][msg.sender] >= amount, "not allowed");',
    });
    expect(proved(await solve(task))).toEqual([]);
  });

  test('error: a template that does not exist', () => {
    expect(() => createBaselineSolver({ templates: ['magic'] })).toThrow('magic');
  });
});

describe('createBaselineSolver: other kinds', () => {
  test('syntax: lists the compiler’s errors', async () => {
    const text = 'pragma solidity ^0.8.20;\ncontract A {\n    uint256 x = true;\n}\n';
    const task = testPackage('syntax', { compiler, sources: ['A.sol'] }, { 'A.sol': text });
    expect(await solve(task)).toEqual({
      task: task.id,
      ok: false,
      errors: [{ file: 'A.sol', line: 3, code: '7407' }],
    });
  });

  test('statistics: answers what carries a measure, leaves out the rest', async () => {
    const question = { unit: 'EUR', decimals: 2 };
    const settings = {
      dataset: 'sales.csv',
      questions: [
        {
          ...question,
          id: 'mean',
          text: 'Mean price?',
          measure: { aggregate: 'mean', column: 'price' },
        },
        { ...question, id: 'why', text: 'Why did prices rise in 2024?' },
      ],
    };
    const task = testPackage('statistics', settings, { 'sales.csv': 'price\n1.5\n2\n3.25\n' });
    const answer = (await solve(task)) as StatisticsAnswer;
    expect(answer.claims.map(({ id, value }) => [id, value])).toEqual([['mean', '2.25']]);
    expect(answer.prose).toBe('Mean price? [[mean]] EUR');
  });

  test(
    'optimization: nothing is submitted when nothing is saved',
    { timeout: 120_000 },
    async () => {
      const text = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Counter {
    uint256 public count;
    function bump() external {
        count += 1;
    }
}
`;
      const settings = {
        compiler,
        source: 'Counter.sol',
        contract: 'Counter',
        constructorArgs: [],
      };
      expect(
        await solve(testPackage('optimization', settings, { 'Counter.sol': text })),
      ).toBeNull();
    },
  );
});
