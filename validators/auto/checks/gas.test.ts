import { afterAll, describe, expect, test } from 'vitest';
import { canonicalBytes, canonicalJson } from '../../../core/canonicalJson.ts';
import type { Hex } from '../../../core/contentId.ts';
import type { TaskPackage } from '../../../tasks/taskSpec.ts';
import { createCheckPool } from '../createCheckPool.ts';
import { checkAnswer } from '../engine.ts';
import { COMPILER, packageOf, SEED } from '../testTasks.ts';

const pool = createCheckPool();
const runtime = { pool, signal: new AbortController().signal };
afterAll(() => pool.stop());

const ORIGINAL = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Sum {
    uint256 public total;
    uint256 public count;
    event Added(address who, uint256 sum);
    function add(uint256[] memory values) external {
        for (uint256 i = 0; i < values.length; i++) {
            require(values[i] < 1000, "too large");
            total += values[i];
            count += 1;
        }
        emit Added(msg.sender, total);
    }
}
`;

const BETTER = ORIGINAL.replace('uint256[] memory', 'uint256[] calldata').replace(
  /for[\s\S]*?\n {8}}/,
  `uint256 sum = total;
        for (uint256 i = 0; i < values.length; i++) {
            require(values[i] < 1000, "too large");
            sum += values[i];
        }
        total = sum;
        count += values.length;`,
);

const SLIGHTLY = ORIGINAL.replace('uint256[] memory', 'uint256[] calldata');

const TASK = packageOf('optimization', {
  settings: {
    compiler: { ...COMPILER },
    source: 'src/Sum.sol',
    contract: 'Sum',
    constructorArgs: [],
  },
  files: { 'src/Sum.sol': ORIGINAL },
  hidden: {
    'hidden/optimization.json': JSON.stringify({
      schema: 'poiw.optimization-hidden/v1',
      fuzz: {
        calls: 24,
        functions: [
          {
            fn: 'add(uint256[])',
            args: [{ uints: { length: [0, 5], range: ['0', '1050'] } }],
            weight: 1,
          },
        ],
      },
      observe: [{ fn: 'total()' }, { fn: 'count()' }],
      mix: [
        {
          call: { from: '$user1', to: '$subject', fn: 'add(uint256[])', args: [['1', '2', '3']] },
          weight: 3,
        },
      ],
      best: 'hidden/best.sol',
    }),
    'hidden/best.sol': BETTER,
  },
});

async function check(source: string, seed: Hex = SEED, task: TaskPackage = TASK) {
  const bytes = canonicalBytes({ task: task.id, source, notes: '' });
  const { items, refused } = await checkAnswer(task, { slot: 0, bytes }, seed, runtime);
  expect(refused).toBeNull();
  const [item] = items;
  if (item === undefined) throw new Error('no item');
  return item;
}

describe('gasCheck', () => {
  test('default: the reference solution gets full marks, a smaller saving its share', async () => {
    const full = await check(BETTER);
    expect(full).toMatchObject({ verdict: 'valid', evidence: 'gas', reason: 'gas-saved' });
    expect(full.facts).toMatchObject({ scorePpm: 1_000_000 });
    const { scorePpm } = (await check(SLIGHTLY)).facts;
    expect(scorePpm).toBeGreaterThan(0);
    expect(scorePpm).toBeLessThan(1_000_000);
  });

  test('behavior: gas and score do not depend on the seed', async () => {
    const gas = async (seed: Hex) => {
      const { facts, receipt } = await check(SLIGHTLY, seed);
      return canonicalJson([facts, (receipt.outputs as { perCall: number[][] }).perCall]);
    };
    expect(await gas(`0x${'01'.repeat(32)}`)).toBe(await gas(`0x${'02'.repeat(32)}`));
  });

  test.each<[string, string, string]>([
    ['is the original', ORIGINAL, 'no-gain'],
    ['drops a check', BETTER.replace(/require.*;/, ''), 'not-equivalent'],
    ['drops an event', BETTER.replace('emit Added(msg.sender, total);', ''), 'not-equivalent'],
    ['reverts with other data', BETTER.replace('"too large"', '"big"'), 'not-equivalent'],
    ['forgets a counter', BETTER.replace('count += values.length;', ''), 'not-equivalent'],
    [
      'never ends',
      BETTER.replace('uint256 sum =', 'while (true) {} uint256 sum ='),
      'not-equivalent',
    ],
    ['lacks a view', BETTER.replace('public count', 'internal count'), 'abi-mismatch'],
    [
      'has another constructor',
      BETTER.replace('event', 'constructor(uint) {} event'),
      'abi-mismatch',
    ],
    [
      'fails to deploy',
      BETTER.replace('event', 'constructor() { revert(); } event'),
      'not-equivalent',
    ],
    ['is another contract', BETTER.replace('contract Sum', 'contract Other'), 'contract-missing'],
    ['does not compile', 'contract Sum {', 'compile-error'],
    ['bombs the compiler', `contract Sum { uint x = ${'1+'.repeat(100_000)}1; }`, 'compile-error'],
  ])('behavior: an answer that %s is invalid', async (_, source, reason) => {
    const item = await check(source);
    expect(item).toMatchObject({ verdict: 'invalid', reason, group: null });
  });

  test('error: a reference solution that saves nothing is the task’s fault', async () => {
    const hidden = new Map(TASK.hidden).set('hidden/best.sol', new TextEncoder().encode(ORIGINAL));
    const answer = check(BETTER, SEED, { ...TASK, hidden });
    await expect(answer).rejects.toMatchObject({ code: 'E_TASK_INVALID' });
  });
});
