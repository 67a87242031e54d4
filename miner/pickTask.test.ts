import { describe, expect, test } from 'vitest';
import type { TaskState } from '../chain/taskState.ts';
import { scheduleOf } from '../core/phase.ts';
import type { SkillRecord } from './ledger.ts';
import { pickTask, type PickPolicy, type Standing } from './pickTask.ts';
import { SPECIALTIES } from './specialty.ts';

const windows = {
  think: 5,
  commit: 60,
  reveal: 60,
  verify: 60,
  voteCommit: 0,
  voteReveal: 0,
  settle: 60,
};

const task: TaskState = {
  id: 1n,
  publisher: `0x${'11'.repeat(20)}`,
  publisherStake: 50n,
  state: 'open',
  specHash: `0x${'22'.repeat(32)}`,
  kind: 2,
  reward: 100n,
  answerBond: 20n,
  maxAnswers: 8,
  panelSize: 0,
  lane: 'task',
  attesters: 2,
  split: { miners: 6500, peers: 1800, experts: 900, network: 800 },
  windows,
  schedule: scheduleOf(windows, 1000),
  drawEnd: 0,
  answers: 0,
  revealed: 0,
  receipts: 0,
  agreeing: 0,
  conflicting: false,
  drawnAttesters: [],
  rolling: false,
  collected: 0n,
};

const policy: PickPolicy = {
  kinds: ['audit'],
  specialties: [...SPECIALTIES],
  priceFloor: 0n,
  minValue: 0n,
  blockedPublishers: [],
  explorePercent: 0,
  weiPerHour: 0n,
  weiPerUsd: 0n,
};

const standing: Standing = { now: 1010, freeStake: 100n, failedAttempts: 0, queueSeconds: 0 };

const record: SkillRecord = {
  kind: 'audit',
  specialty: 'solidity',
  attempts: 10,
  wins: 4,
  shareSum: 2_000_000,
  bondsLost: 0,
  timed: 10,
  meanSeconds: 20,
  spreadSeconds: 5,
  meanMicroUsd: 0,
};

const decide = (
  changes: Partial<TaskState>,
  more: Partial<PickPolicy> = {},
  stands: Partial<Standing> = {},
) => pickTask({ ...task, ...changes }, { ...policy, ...more }, { ...standing, ...stands });

const whyNot = (...given: Parameters<typeof decide>) => {
  const { take, why } = decide(...given);
  return take ? undefined : why;
};

const skilled = (changes: Partial<SkillRecord> = {}): Partial<Standing> => ({
  skill: { specialty: 'solidity', record: { ...record, ...changes } },
});

describe('pickTask', () => {
  test('default: takes what it can do, from the thinking time on', () => {
    expect(whyNot({})).toBeUndefined();
    expect(whyNot({}, {}, { now: 1001 })).toBeUndefined();
  });

  test('behavior: says why not', () => {
    expect(whyNot({ kind: 1 })).toContain('kind statistics');
    expect(whyNot({ kind: 99 })).toContain('unknown kind');
    expect(whyNot({}, { priceFloor: 101n })).toContain('price floor');
    expect(whyNot({}, {}, { freeStake: 19n })).toContain('free stake');
    expect(whyNot({}, {}, { now: 1066 })).toContain('closed');
    expect(whyNot({}, { blockedPublishers: [task.publisher] })).toContain('block list');
    expect(whyNot({}, {}, { failedAttempts: 3 })).toContain('attempts');
    expect(whyNot({}, {}, { closed: 'the miner is paused' })).toBe('the miner is paused');
    expect(whyNot({}, { specialties: ['rust'] }, skilled())).toContain('specialties');
  });

  test('behavior: only what may change by itself is looked at again', () => {
    expect(decide({}, {}, { freeStake: 0n }).lasting).toBe(false);
    expect(decide({}, {}, { closed: 'paused' }).lasting).toBe(false);
    expect(decide({}, { priceFloor: 101n }, { freeStake: 0n }).lasting).toBe(true);
  });

  test('behavior: a deadline is judged by its own measured speed, two deviations over the mean', () => {
    // 20 s mean, 5 s deviation, 5 s to commit: 35 s needed until commitEnd at 1065.
    expect(whyNot({}, {}, { now: 1030, ...skilled() })).toBeUndefined();
    expect(whyNot({}, {}, { now: 1031, ...skilled() })).toContain('about 35 s needed');
    expect(whyNot({}, {}, { now: 1030, queueSeconds: 1, ...skilled() })).toContain('36 s needed');
  });

  test('behavior: the expected value decides, from the own record against a prior', () => {
    // (10 x 0.2 + 2 x 0.5) / 12 = 0.25 of the reward
    expect(decide({}, {}, skilled()).expectation).toMatchObject({ share: 250_000, value: 25n });
    expect(whyNot({}, { minValue: 25n }, skilled())).toBeUndefined();
    expect(whyNot({}, { minValue: 26n }, skilled())).toContain('expected value 25');
    // Half of the bond-holding tasks lost: 5/12 of the bond of 20 is a cost of 8.
    expect(decide({}, {}, skilled({ bondsLost: 5 })).expectation?.value).toBe(17n);
    // 30 s at 1200 wei an hour is 10; 12 wei a dollar and half a dollar a task is 6.
    const rates = { weiPerHour: 1200n, weiPerUsd: 12n };
    expect(decide({}, rates, skilled({ meanMicroUsd: 500_000 })).expectation?.cost).toBe(16n);
  });

  test('behavior: some tasks left for their value are tried all the same', () => {
    const poor = { minValue: 90n };
    const taken = Array.from({ length: 100 }, (_, i) =>
      decide({ id: BigInt(i + 1) }, { ...poor, explorePercent: 5 }, skilled()),
    ).filter(({ take }) => take);
    expect(taken).toHaveLength(5);
  });
});
