import { describe, expect, test } from 'vitest';
import type { TaskState } from '../chain/taskState.ts';
import { scheduleOf } from '../core/phase.ts';
import { pickTask, type PickPolicy } from './pickTask.ts';

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
};

const policy: PickPolicy = { kinds: ['audit'], priceFloor: 0n, freeStake: 100n, minSeconds: 5 };

const whyNot = (changes: Partial<TaskState>, more: Partial<PickPolicy> = {}, now = 1010) => {
  const pick = pickTask({ ...task, ...changes }, { ...policy, ...more }, now);
  return pick.take ? undefined : pick.why;
};

describe('pickTask', () => {
  test('default: takes what it can do, from the thinking time on', () => {
    expect(whyNot({})).toBeUndefined();
    expect(whyNot({}, {}, 1001)).toBeUndefined();
  });

  test('behavior: says why not', () => {
    expect(whyNot({ kind: 1 })).toContain('kind statistics');
    expect(whyNot({ kind: 99 })).toContain('unknown kind');
    expect(whyNot({}, { priceFloor: 101n })).toContain('price floor');
    expect(whyNot({}, { freeStake: 19n })).toContain('free stake');
    expect(whyNot({}, {}, 1062)).toContain('left to commit');
    expect(whyNot({}, {}, 1066)).toContain('closed');
  });
});
