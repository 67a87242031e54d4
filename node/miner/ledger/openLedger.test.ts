import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Decision, MinerLedger, Outcome } from '../../../miner/ledger.ts';
import { taskAccount } from '../../../miner/ledgerScope.ts';
import { minerBalance } from '../../../miner/minerBalance.ts';
import { openSpendStore } from '../../model/openSpendStore.ts';
import { openLedger } from './openLedger.ts';

let folder: string;
let ledger: MinerLedger;
const open = (scope = 'a', readOnly = false) =>
  openLedger(join(folder, 'ledger.db'), { scope, readOnly });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-ledger-'));
  ledger = open();
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const decision: Decision = {
  taskId: 7n,
  at: 100,
  take: false,
  why: 'reward 1 is below the price floor 2',
  criteria: [{ name: 'price', ok: false, detail: '1n is not a number here' }],
  lasting: true,
  expectation: { share: 1, risk: 2, seconds: 3, cost: 4n, value: -5n, attempts: 6 },
};

const work = { kind: 'audit', specialty: 'solidity', startedAt: 10 } as const;

const outcome = (taskId: bigint, paid: bigint, more: Partial<Outcome> = {}): Outcome => ({
  ...{ taskId, kind: 'audit', specialty: 'solidity', state: 'settled', reward: 100n, paid },
  ...{ revealed: true, bondLost: 0n, at: 50, ...more },
});

describe('openLedger', () => {
  test('default: a decision is read back as it was, beside the writer too', () => {
    ledger.saveDecision(decision);
    expect(ledger.decision(7n)).toEqual(decision);
    const reader = open('a', true);
    expect(reader.decision(7n)).toEqual(decision);
    reader.close();
    const other = open('another chain');
    expect(other.decision(7n)).toBeUndefined();
    other.close();
  });

  test('behavior: an attempt that the process did not live to end counts as cut', () => {
    ledger.beginAttempt({ taskId: 1n, ...work });
    ledger.close();
    ledger = open();
    const second = ledger.beginAttempt({ taskId: 1n, ...work });
    ledger.endAttempt(second, { result: 'answer', seconds: 2.5 });
    expect(ledger.attempts(1n).map(({ number, result }) => [number, result])).toEqual([
      [1, 'cut'],
      [2, 'answer'],
    ]);
  });

  test('behavior: skill is learnt from outcomes, empty attempts and times', () => {
    for (const [taskId, seconds] of [
      [1n, 10],
      [2n, 20],
    ] as const) {
      const attempt = ledger.beginAttempt({ taskId, ...work });
      ledger.endAttempt(attempt, { result: 'answer', seconds });
    }
    const empty = ledger.beginAttempt({ taskId: 3n, ...work });
    ledger.endAttempt(empty, { result: 'nothing', seconds: 30 });
    ledger.saveOutcome(outcome(1n, 50n));
    ledger.saveOutcome(outcome(2n, 0n, { bondLost: 5n }));
    ledger.spend({ id: 'x', taskId: 1n, unit: 'micro-usd', amount: 900n, at: 1 });
    expect(ledger.skills()).toEqual([
      {
        ...{ kind: 'audit', specialty: 'solidity', attempts: 3, wins: 1, shareSum: 500_000 },
        ...{ bondsLost: 1, timed: 3, meanSeconds: 20, meanMicroUsd: 300 },
        spreadSeconds: Math.sqrt(200 / 3),
      },
    ]);
  });

  test('behavior: spend is counted once, an outcome stands', () => {
    const entry = { id: '0xaa', taskId: 1n, unit: 'gas-wei', amount: 5n, at: 10 } as const;
    expect(ledger.spend(entry)).toBe(true);
    expect(ledger.spend({ ...entry, amount: 6n })).toBe(false);
    ledger.spend({ ...entry, id: '0xbb', taskId: 2n, at: 20 });
    expect(ledger.spent({})).toEqual({ gasWei: 10n, microUsd: 0n });
    expect(ledger.spent({ taskId: 1n }).gasWei).toBe(5n);
    expect(ledger.spent({ since: 15 }).gasWei).toBe(5n);
    ledger.saveOutcome(outcome(1n, 50n));
    ledger.saveOutcome(outcome(1n, 60n));
    expect(ledger.outcome(1n)?.paid).toBe(50n);
  });

  test('behavior: calls of models are in the same books, at most once, a cut one at its most', () => {
    const store = openSpendStore(join(folder, 'ledger.db'));
    const call = {
      ...{ model: 'm', inputTokens: 1, outputTokens: 1, cachedInputTokens: 0, latencyMs: 5 },
      ...{ task: taskAccount('a', 1n), at: 10_000 },
    };
    store.put({ ...call, id: 'x', state: 'open', cost: 900_000_000n });
    expect(ledger.spent({ taskId: 1n })).toEqual({ gasWei: 0n, microUsd: 900n });
    store.put({ ...call, id: 'x', state: 'closed', cost: 600_000_001n });
    store.put({ ...call, id: 'y', state: 'open', cost: 100_000_000n, at: 20_000 });
    store.put({ ...call, id: 'z', task: taskAccount('b', 1n), state: 'closed', cost: 5n });
    ledger.endAttempt(ledger.beginAttempt({ taskId: 1n, ...work }), {
      result: 'nothing',
      seconds: 1,
    });
    ledger.spend({ id: 'gas', taskId: 1n, unit: 'gas-wei', amount: 7n, at: 15 });
    ledger.saveOutcome(outcome(1n, 50n, { bondLost: 3n }));
    const reader = open('a', true);
    expect(reader.spent({ taskId: 1n })).toEqual({ gasWei: 7n, microUsd: 701n });
    expect(reader.spent({ taskId: 11n }).microUsd).toBe(0n);
    expect(reader.spent({ since: 15 })).toEqual({ gasWei: 7n, microUsd: 100n });
    expect(reader.skills()[0]?.meanMicroUsd).toBe(700);
    expect(minerBalance(reader, { now: 86_400 + 5, weiPerUsd: 10_000n })).toEqual({
      ...{ paid: 50n, bondsLost: 3n, net: 50n - 3n - 8n, weiPerUsd: 10_000n },
      spent: { today: { gasWei: 0n, microUsd: 0n }, total: { gasWei: 7n, microUsd: 701n } },
    });
    reader.close();
    store.close();
  });

  test('error: a folder in which no miner worked has nothing to read', () => {
    expect(() => openLedger(join(folder, 'none.db'), { scope: 'a', readOnly: true })).toThrow(
      expect.objectContaining({ code: 'E_NOT_FOUND' }),
    );
  });
});
