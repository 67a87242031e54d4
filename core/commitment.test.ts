import { describe, expect, test } from 'vitest';
import { answerCommitHash, deriveSalt, voteCommitHash } from './commitment.ts';
import type { Hex } from './contentId.ts';

const hex = (byte: string, length: number): Hex => `0x${byte.repeat(length)}`;
const domain = { chainId: 31337n, contract: hex('11', 20) };
const value = {
  taskId: 7n,
  round: 0,
  miner: hex('22', 20),
  contentHash: hex('33', 32),
  salt: hex('44', 32),
};

describe('answerCommitHash', () => {
  test('behavior: binds chain, contract, task, round, actor, content and salt', () => {
    const variants = [
      answerCommitHash(domain, value),
      answerCommitHash({ ...domain, chainId: 1n }, value),
      answerCommitHash({ ...domain, contract: hex('12', 20) }, value),
      answerCommitHash(domain, { ...value, taskId: 8n }),
      answerCommitHash(domain, { ...value, round: 1 }),
      answerCommitHash(domain, { ...value, miner: hex('23', 20) }),
      answerCommitHash(domain, { ...value, contentHash: hex('34', 32) }),
      answerCommitHash(domain, { ...value, salt: hex('45', 32) }),
    ];
    expect(new Set(variants).size).toBe(variants.length);
  });

  test('behavior: a vote is no answer, and tiers differ', () => {
    const vote = {
      taskId: 7n,
      tier: 0,
      round: 0,
      juror: hex('22', 20),
      scores: hex('00', 32),
      rationaleHash: hex('33', 32),
      salt: hex('44', 32),
    };
    expect(voteCommitHash(domain, vote)).not.toBe(answerCommitHash(domain, value));
    expect(voteCommitHash(domain, vote)).not.toBe(voteCommitHash(domain, { ...vote, tier: 1 }));
  });
});

describe('deriveSalt', () => {
  test('default: the same key and context give the same salt, nothing else does', () => {
    const key = hex('ab', 32);
    expect(deriveSalt(key, 'answer|1')).toBe(deriveSalt(key, 'answer|1'));
    expect(deriveSalt(key, 'answer|1')).not.toBe(deriveSalt(key, 'answer|2'));
    expect(deriveSalt(hex('ac', 32), 'answer|1')).not.toBe(deriveSalt(key, 'answer|1'));
  });
});
