import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalChain, type LocalChain } from '../../chain/test/localChain.ts';
import { snapshotFigures, type SnapshotFigures } from './snapshotFigures.ts';

/** Written by `npm run bench:gas -- --snapshot`. */
const SNAPSHOT = new URL('snapshot.json', import.meta.url);
const MOST_GROWTH = 1.01;

let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain();
});

afterAll(() => chain.stop());

test('default: no step costs over 1 % more gas than its snapshot', async () => {
  const known = JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as SnapshotFigures;
  const now = await snapshotFigures(chain);
  expect(Object.keys(now).sort()).toEqual(Object.keys(known).sort());
  const grown = Object.entries(now).filter(([step, gas]) => gas > (known[step] ?? 0) * MOST_GROWTH);
  expect(grown).toEqual([]);
}, 240_000);
