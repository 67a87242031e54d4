import fc from 'fast-check';
import { Contract, ContractFactory, HDNodeWallet, Wallet } from 'ethers';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { levelBonus } from '../core/economy/levelBonus.ts';
import type { Hex } from '../core/contentId.ts';
import { publicationFee } from '../core/economy/publicationFee.ts';
import { REPUTATION_LEVELS, reputationLevel } from '../core/economy/reputationLevel.ts';
import { adjustFactor } from '../core/economy/rewardAdjustment.ts';
import { rootEntryLeaf, type RootEntry } from '../core/economy/rootEntry.ts';
import { rootPay } from '../core/economy/rootPay.ts';
import { buildSumTree } from '../core/economy/sumTree.ts';
import { trustLevel } from '../core/economy/trustLevel.ts';
import { compileContracts } from './compileContracts.ts';
import { startLocalChain, type LocalChain } from './test/localChain.ts';

/** Cases of each rule; six rules make 18,000. */
const CASES = 3_000;
/** Cases a call: well inside the gas a node allows an eth_call. */
const BATCH = 1_000;

let chain: LocalChain;
let reference: Contract;

beforeAll(async () => {
  chain = await startLocalChain();
  const artifact = compileContracts(join(import.meta.dirname, 'test/harness'))['EconomyReference'];
  if (artifact === undefined) throw new Error('no reference contract');
  const wallet = new Wallet(HDNodeWallet.createRandom().privateKey, chain.root.provider);
  await chain.rpc('anvil_setBalance', [wallet.address, '0xde0b6b3a7640000']);
  const deployed = await new ContractFactory(artifact.abi, artifact.bytecode, wallet).deploy();
  await deployed.waitForDeployment();
  reference = new Contract(await deployed.getAddress(), artifact.abi, chain.root.provider);
});

afterAll(() => chain.stop());

/** Other cases every run; a difference prints the seed that brings it back. */
const seed = Math.floor(Math.random() * 2 ** 31);
const sample = <T>(arbitrary: fc.Arbitrary<T>): T[] =>
  fc.sample(arbitrary, { numRuns: CASES, seed });

async function compare<T>(method: string, cases: readonly T[], ours: (one: T) => bigint) {
  for (let from = 0; from < cases.length; from += BATCH) {
    const batch = cases.slice(from, from + BATCH);
    const theirs = (await reference.getFunction(method).staticCall(batch)) as bigint[];
    expect([...theirs], `seed ${seed}`).toEqual(batch.map(ours));
  }
}

const wei = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 96n - 1n }),
  fc.bigInt({ min: 0n, max: 600n }).map((tos) => tos * 10n ** 18n),
  fc.bigInt({ min: 0n, max: 20_000n }),
);
const u32 = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 2 ** 32 - 1 }));

describe('core and contracts agree on the economy', () => {
  test('default: publication fees', async () => {
    const cases = sample(
      fc.record({
        reward: wei,
        rateBps: fc.nat({ max: 10_000 }),
        bounds: fc.tuple(wei, wei).map(([a, b]) => (a < b ? [a, b] : [b, a])),
      }),
    ).map(({ bounds, ...rest }) => ({ ...rest, least: bounds[0] ?? 0n, most: bounds[1] ?? 0n }));
    await compare('fees', cases, ({ reward, ...rule }) => publicationFee(reward, rule));
  });

  test('default: bonuses of the levels', async () => {
    const cases = sample(
      fc.record({ level: fc.nat({ max: 3 }), pay: wei, rest: wei, fee: wei }),
    ).map(({ rest, ...one }) => ({ ...one, paid: one.pay + rest }));
    await compare('bonuses', cases, ({ level, ...one }) =>
      levelBonus({ ...one, bonusBps: level * 1000 }),
    );
  });

  test('default: the suggested reward after an epoch', async () => {
    const cases = sample(
      fc.record({
        most: fc.integer({ min: 10_000, max: 50_000 }),
        above: fc.nat({ max: 40_000 }),
        ended: u32,
        part: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0.6, 0.9)),
      }),
    ).map(({ most, above, ended, part }) => ({
      factor: Math.min(most, 10_000 + above),
      most,
      ended,
      completed: Math.round(ended * part),
    }));
    await compare('factors', cases, ({ factor, most, ...outcome }) =>
      BigInt(adjustFactor(factor, most, outcome)),
    );
  });

  test('default: trust levels', async () => {
    const thresholds = fc.constantFrom(100n, 1_000n, 10_000n).map((tos) => tos * 10n ** 18n);
    const near = fc.tuple(thresholds, fc.integer({ min: -1, max: 1 }));
    const cases = sample(
      fc.record({
        stake: fc.oneof(
          wei,
          near.map(([stake, offset]) => stake + BigInt(offset)),
        ),
        rate: fc.oneof(fc.nat({ max: 10_000 }), fc.integer({ min: 9_499, max: 9_501 })),
        done: fc.oneof(u32, fc.integer({ min: 99, max: 101 })),
        checks: fc.nat({ max: 20 }),
        partner: fc.boolean(),
      }),
    );
    await compare('trusts', cases, (one) => BigInt(trustLevel(one)));
  });

  test('default: pay of an account in an epoch', async () => {
    const score = fc.integer({ min: -40_000_000, max: 40_000_000 }).map(BigInt);
    const cases = sample(
      fc.record({
        score,
        accountSeats: fc.bigInt({ min: 1n, max: 500n }),
        wages: fc.bigInt({ min: 0n, max: 2n ** 80n }),
        total: score.map((sum) => sum * 100n),
        seats: fc.bigInt({ min: 1n, max: 100_000n }),
        slope: fc.bigInt({ min: 0n, max: 2n ** 90n }),
      }),
    );
    await compare('pays', cases, rootPay);
  });

  test('default: every entry of a root proves root and total', async () => {
    const stream: Hex = `0x${'5e'.repeat(32)}`;
    const account = fc
      .uint8Array({ minLength: 20, maxLength: 20 })
      .map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`);
    const lines = fc.array(fc.record({ account, before: wei, pay: fc.bigInt(0n, 2n ** 90n) }), {
      minLength: 1,
      maxLength: 40,
    });
    for (const list of fc.sample(lines, { numRuns: 40, seed })) {
      const entries = list.map(({ account: to, before, pay }, index): RootEntry => {
        const start = before / 2n;
        return { index, account: to, before: start, cumulative: start + pay };
      });
      const tree = buildSumTree(entries.map((entry) => rootEntryLeaf(stream, 3n, entry)));
      const claims = entries.map((entry) => ({
        stream,
        epoch: 3n,
        entry,
        proof: tree.proofOf(entry.index),
      }));
      const answer: unknown = await reference.getFunction('roots').staticCall(claims);
      const [hashes, totals] = answer as [string[], bigint[]];
      expect([...hashes], `seed ${seed}`).toEqual(entries.map(() => tree.root.hash));
      expect([...totals]).toEqual(entries.map(() => tree.root.sum));
    }
  });

  test('default: reputation levels, every rate there is', async () => {
    const rates = Array.from({ length: 10_001 }, (_, rate) => rate);
    await compare('levels', rates, (rate) =>
      BigInt(REPUTATION_LEVELS.indexOf(reputationLevel(rate * 100).level)),
    );
  });
});
