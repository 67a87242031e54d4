import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemorySpendStore, type SpendStore } from '../../models/spend/spendStore.ts';
import { openSpendStore } from './openSpendStore.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poiw-spend-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const STORES: readonly (readonly [string, () => SpendStore])[] = [
  ['in memory', createMemorySpendStore],
  ['in SQLite', () => openSpendStore(join(folder, 'models.db'))],
];

const call = {
  ...{ id: 'a', task: 't1', model: 'm', at: 1000, inputTokens: 10, outputTokens: 90 },
  ...{ cachedInputTokens: 0, latencyMs: 0, cost: 10n ** 19n },
} as const;

describe.each(STORES)('spend store %s', (_name, open) => {
  test('default: a call counts once, with what it took in the end', () => {
    const store = open();
    store.put({ ...call, state: 'open' });
    expect(store.total({ task: 't1' })).toMatchObject({ calls: 1, cost: 10n ** 19n });
    store.put({ ...call, state: 'closed', outputTokens: 5, cost: 7n, latencyMs: 30 });
    store.put({ ...call, id: 'b', task: 't2', at: 5000, state: 'closed', cost: 2n });
    expect(store.total({ task: 't1' })).toMatchObject({ calls: 1, outputTokens: 5, cost: 7n });
    expect(store.total({})).toMatchObject({ calls: 2, cost: 9n });
    expect(store.total({ since: 2000 })).toMatchObject({ calls: 1, cost: 2n });
    store.close();
  });
});

describe('openSpendStore', () => {
  test('behavior: a call that was open when the process died counts with the most it can have cost', () => {
    const path = join(folder, 'models.db');
    openSpendStore(path).put({ ...call, state: 'open' });
    const again = openSpendStore(path);
    expect(again.total({ task: 't1' })).toMatchObject({ calls: 1, cost: 10n ** 19n });
    again.close();
  });

  test('error: a folder in its place', () => {
    expect(() => openSpendStore(folder)).toThrow(expect.objectContaining({ code: 'E_CONFIG' }));
  });
});
