import fc from 'fast-check';
import { ContractFactory, Contract, HDNodeWallet, Wallet, type Result } from 'ethers';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  answerCommitHash,
  epochCommitHash,
  hiddenCommitHash,
  voteCommitHash,
} from '../core/commitment.ts';
import type { CommitDomain } from '../core/commitment.ts';
import type { Hex } from '../core/contentId.ts';
import { packLanes } from '../core/lanes.ts';
import { weightedMedian } from '../core/median.ts';
import { SPLIT_RANGES, settle, type Split } from '../core/payout.ts';
import { PHASES, phaseAt, scheduleOf } from '../core/phase.ts';
import { compileContracts } from './compileContracts.ts';
import { startLocalChain, type LocalChain } from './test/localChain.ts';

const CASES = 400;

let chain: LocalChain;
let reference: Contract;
let domain: CommitDomain;

beforeAll(async () => {
  chain = await startLocalChain();
  const artifact = compileContracts(join(import.meta.dirname, 'test/harness'))['Reference'];
  if (artifact === undefined) throw new Error('no reference contract');
  const key = HDNodeWallet.createRandom().privateKey;
  const wallet = new Wallet(key, chain.root.provider);
  await chain.rpc('anvil_setBalance', [wallet.address, '0xde0b6b3a7640000']);
  const deployed = await new ContractFactory(artifact.abi, artifact.bytecode, wallet).deploy();
  await deployed.waitForDeployment();
  const address = await deployed.getAddress();
  reference = new Contract(address, artifact.abi, chain.root.provider);
  domain = { chainId: chain.root.chainId, contract: address as Hex };
});

afterAll(() => chain.stop());

const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((value): Hex => `0x${Buffer.from(value).toString('hex')}`);
const word = hex(32);
const address = hex(20);
const u32 = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 2 ** 32 - 1));
const taskId = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });

/** The same cases every run: a difference found today is there tomorrow. */
const sample = <T>(arbitrary: fc.Arbitrary<T>): T[] =>
  fc.sample(arbitrary, { numRuns: CASES, seed: 7 });

const ask = async (method: string, cases: readonly unknown[]): Promise<Result> =>
  (await reference.getFunction(method).staticCall(cases)) as Result;

describe('core and contracts agree', () => {
  test('default: answer commitments', async () => {
    const cases = sample(
      fc.record({ taskId, round: u32, miner: address, contentHash: word, salt: word }),
    );
    const ours = cases.map((one) => answerCommitHash(domain, one));
    expect([...(await ask('answers', cases))]).toEqual(ours);
  });

  test('default: vote commitments', async () => {
    const cases = sample(
      fc.record({
        taskId,
        tier: fc.integer({ min: 0, max: 255 }),
        round: u32,
        juror: address,
        scores: word,
        rationaleHash: word,
        salt: word,
      }),
    );
    const ours = cases.map((one) => voteCommitHash(domain, one));
    expect([...(await ask('votes', cases))]).toEqual(ours);
  });

  test('default: epoch commitments', async () => {
    const cases = sample(
      fc.record({
        epoch: u32,
        juror: address,
        words: fc.array(word, { maxLength: 5 }),
        rationaleHash: word,
        salt: word,
      }),
    );
    const ours = cases.map((one) => epochCommitHash(domain, one));
    expect([...(await ask('epochs', cases))]).toEqual(ours);
  });

  test('default: hidden commitments', async () => {
    const cases = sample(
      fc.record({ publisher: address, specHash: word, contentHash: word, salt: word }),
    );
    const ours = cases.map((one) => hiddenCommitHash(domain, one));
    expect([...(await ask('hiddens', cases))]).toEqual(ours);
  });

  test('default: phases, at every boundary and between', async () => {
    const window = fc.oneof(fc.nat({ max: 5 }), u32);
    const u24 = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 2 ** 24 - 1 }));
    const moments = sample(
      fc.record({
        windows: fc.tuple(window, window, window, window, window, window, u24),
        publishedAt: fc.integer({ min: 0, max: 2 ** 33 }),
        boundary: fc.nat({ max: 6 }),
        offset: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.nat()),
      }),
    ).map(({ windows, publishedAt, boundary, offset }) => {
      const end = windows.slice(0, boundary + 1).reduce((sum, one) => sum + one, publishedAt);
      return { windows, publishedAt, time: Math.max(0, end + offset) };
    });
    const [found, schedules] = (await ask('phases', moments)) as unknown as [Result, Result];
    moments.forEach(({ windows, publishedAt, time }, i) => {
      const [think, commit, reveal, verify, voteCommit, voteReveal, settleWindow] = windows;
      const schedule = scheduleOf(
        { think, commit, reveal, verify, voteCommit, voteReveal, settle: settleWindow },
        publishedAt,
      );
      expect((schedules[i] as Result).toArray().map(Number)).toEqual(Object.values(schedule));
      expect(PHASES[Number(found[i])]).toBe(phaseAt(schedule, time));
    });
  });

  test('default: weighted medians of all 32 lanes', async () => {
    const score = fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 255 }));
    const lanes = fc.array(score, { minLength: 32, maxLength: 32 });
    const ballots = sample(
      fc.array(fc.record({ lanes, weight: fc.integer({ min: 1, max: 1560 }) }), {
        minLength: 1,
        maxLength: 21,
      }),
    );
    const cases = ballots.map((ballot) => ({
      votes: ballot.map((vote) => packLanes(vote.lanes)),
      weights: ballot.map((vote) => vote.weight),
      medians: packLanes(
        Array.from({ length: 32 }, (_, lane) =>
          weightedMedian(
            ballot.map((vote) => vote.lanes[lane] ?? 0),
            ballot.map((vote) => vote.weight),
          ),
        ),
      ),
    }));
    expect([...(await ask('medians', cases))]).toEqual(cases.map(() => true));
    const wrong = cases.map((one, i) => ({
      ...one,
      medians: `0x${(BigInt(one.medians) ^ (1n << BigInt(i % 256))).toString(16).padStart(64, '0')}`,
    }));
    expect([...(await ask('medians', wrong))]).toEqual(cases.map(() => false));
  });

  test('default: payouts, to the wei', async () => {
    const cases = sample(
      fc.record({
        reward: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 95n }), fc.bigInt({ min: 0n, max: 999n })),
        split: splits,
        points: fc.array(fc.nat({ max: 8415 }), { maxLength: 32 }),
        seats: fc.array(fc.boolean(), { maxLength: 42 }),
        attesters: fc.nat({ max: 5 }),
      }),
    );
    const inputs = cases.map(({ split, ...rest }) => ({
      ...rest,
      seats: rest.seats.length,
      present: rest.seats.filter(Boolean).length,
      minersBps: split.miners,
      peersBps: split.peers,
      networkBps: split.network,
    }));
    const theirs = await ask('payouts', inputs);
    cases.forEach((one, i) => {
      const ours = settle(one);
      const [miners, seatPay, autoEach, treasury, refunded] = theirs[i] as [
        Result,
        bigint,
        bigint,
        bigint,
        bigint,
      ];
      expect([...miners]).toEqual(ours.miners);
      expect(one.seats.map((revealed) => (revealed ? seatPay : 0n))).toEqual(ours.peers);
      expect({ autoEach, treasury, refunded }).toEqual({
        autoEach: ours.autoEach,
        treasury: ours.treasury,
        refunded: ours.refunded,
      });
    });
  });
});

const part = (name: keyof Split) =>
  fc.integer({ min: SPLIT_RANGES[name][0], max: SPLIT_RANGES[name][1] });

/** Splits inside the ranges; the miners' part is what the others leave, so it may fall outside. */
const splits = fc
  .record({ peers: part('peers'), experts: part('experts'), network: part('network') })
  .map((rest): Split => ({ ...rest, miners: 10_000 - rest.peers - rest.experts - rest.network }));
