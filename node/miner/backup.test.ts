import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAnswers } from '../../chain/actions/readAnswers.ts';
import type { Party } from '../../chain/test/localChain.ts';
import { keysOf, quickSolver, startMinerRig, type MinerRig } from '../../test/minerRig.ts';
import { createBlobStore } from '../createBlobStore.ts';
import { ledgerScope } from '../../miner/ledgerScope.ts';
import { openJournal } from '../openJournal.ts';
import { openLedger } from './ledger/openLedger.ts';
import type { OpenNetwork } from '../openNetwork.ts';
import { backupMiner, restoreMiner } from './backup.ts';
import { minerEarnings } from './earnings.ts';
import { preflight } from './preflight.ts';
import { showEarnings } from './showEarnings.ts';
import { mergeSettings } from './mergeSettings.ts';

let rig: MinerRig;
let party: Party;
let key: string;
let opened: OpenNetwork;
const path = (name: string) => join(rig.folder, name);
const now = () => 1_800_000_000_000;

beforeAll(async () => {
  rig = await startMinerRig();
  party = await rig.chain.join('miner');
  key = `file:${path('worker.key')}`;
  writeFileSync(path('worker.key'), keysOf(party).workerKey, { mode: 0o600 });
  const { url: rpcUrl, addresses } = rig.chain;
  opened = {
    network: { rpcUrl, addresses, blobs: path('blobs'), fromBlock: 0 },
    chain: rig.chain.root,
    blobs: createBlobStore(path('blobs')),
  };
});
afterAll(() => rig.stop());

async function answerOne(): Promise<bigint> {
  const miner = await rig.start({ party, data: path('data'), solver: quickSolver() });
  const taskId = await rig.publish();
  for (;;) {
    const answers = await readAnswers(rig.chain.root, { taskId });
    if (answers.some((one) => one.worker === party.worker)) break;
    await sleep(50);
  }
  await miner.stop();
  return taskId;
}

/** What the data folder's ledger remembers of a task. */
function attemptsOf(taskId: bigint) {
  const scope = ledgerScope(rig.chain.root);
  const ledger = openLedger(join(path('data'), 'ledger.db'), { scope, readOnly: true });
  const attempts = ledger.attempts(taskId);
  ledger.close();
  return attempts;
}

const backup = (out: string) =>
  backupMiner({ data: path('data'), key, env: {} }, { out: path(out), now });

describe('backup and restore', () => {
  test('default: a lost disk comes back with its key and every promise', async () => {
    const taskId = await answerOne();
    const summary = await backup('backup');
    expect(summary).toMatchObject({ worker: party.worker, promises: 1, key: true });
    const before = openJournal(join(path('data'), 'journal.db'));
    const record = before.protection();
    before.close();
    const remembered = attemptsOf(taskId);
    expect(remembered).toHaveLength(1);
    rmSync(path('data'), { recursive: true });

    const where = { from: path('backup'), data: path('data'), keyOut: path('new.key') };
    expect(await restoreMiner(where, opened)).toMatchObject({ added: 1, promises: 1 });
    const after = openJournal(join(path('data'), 'journal.db'));
    expect(after.protection()).toEqual(record);
    after.close();
    expect(attemptsOf(taskId)).toEqual(remembered);
    const again = { from: path('backup'), data: path('data') };
    expect(await restoreMiner(again, opened)).toMatchObject({ added: 0 });
    await expect(restoreMiner(where, opened)).rejects.toMatchObject({ code: 'E_PROTECTION' });
    const { worker } = party;
    const asked = { worker, fromBlock: 0, weiPerUsd: 0n, now: 0 };
    const earned = await minerEarnings(rig.chain.root, asked);
    expect(earned.tasks).toMatchObject([{ task: `${taskId}`, state: 'committed', paid: 0n }]);
  });

  test('error: a backup older than the chain is not restored, a newer one not overwritten', async () => {
    await answerOne();
    const stale = { from: path('backup'), data: path('other') };
    await expect(restoreMiner(stale, opened)).rejects.toMatchObject({
      ...{ code: 'E_PROTECTION', exitCode: 13 },
    });
    await backup('newer');
    rmSync(path('data'), { recursive: true });
    await restoreMiner({ from: path('newer'), data: path('data') }, opened);
    const empty = { data: path('empty'), key, env: {} };
    const nothing = backupMiner(empty, { out: path('never'), now });
    await expect(nothing).rejects.toMatchObject({ code: 'E_NOT_FOUND', exitCode: 7 });
    expect(existsSync(path('never'))).toBe(false);
    openJournal(join(path('empty'), 'journal.db')).close();
    await expect(backupMiner(empty, { out: path('newer'), now })).rejects.toMatchObject({
      code: 'E_PROTECTION',
    });
    expect(await backup('backup')).toMatchObject({ promises: 2 });
  });

  test('error: a changed file is refused', async () => {
    await backup('changed');
    writeFileSync(join(path('changed'), 'protection.json'), '{}');
    const where = { from: path('changed'), data: path('data') };
    await expect(restoreMiner(where, opened)).rejects.toMatchObject({ code: 'E_CONTENT_MISMATCH' });
  });
});

describe('preflight', () => {
  const look = async (changes: { key?: string; data?: string }, nodeVersion = 'v24.0.0') => {
    const given = { key, data: path('data'), ...changes };
    const settings = await mergeSettings(given, { network: path('network.json') });
    const signal = new AbortController().signal;
    const lines = await preflight({
      settings,
      env: {},
      now: () => Date.now(),
      nodeVersion,
      signal,
    });
    return new Map(lines.map((one) => [one.name, one]));
  };

  test('default: every line says what was found, and each that failed what mends it', async () => {
    const { url: rpcUrl, addresses } = rig.chain;
    const network = { schema: 'poiw.network/v1', rpcUrl, blobs: 'blobs', fromBlock: 0, addresses };
    writeFileSync(path('network.json'), JSON.stringify(network));
    const good = await look({});
    expect([...good.values()].filter(({ result }) => result === 'fail')).toEqual([]);
    expect(good.get('backup')).toMatchObject({ result: 'ok' });
    expect((await look({ data: path('fresh') })).get('backup')).toMatchObject({ result: 'warn' });
    expect([...good.keys()]).toEqual([
      ...['node', 'disk', 'journal', 'key', 'backup', 'rpc', 'chain', 'contracts'],
      ...['clock', 'stake', 'gas', 'solver'],
    ]);
    const stranger = path('stranger.key');
    writeFileSync(stranger, `0x${'77'.repeat(32)}`, { mode: 0o600 });
    const bad = await look({ key: `file:${stranger}` }, 'v20.0.0');
    for (const name of ['node', 'stake', 'gas']) {
      expect(bad.get(name)).toMatchObject({ result: 'fail' });
      expect(bad.get(name)?.fix).toBeTruthy();
    }
  });

  test('default: earnings of a miner without a ledger are read from the chain', async () => {
    const given = { key, data: path('fresh'), network: path('network.json') };
    const fallback = { network: given.network };
    const signal = new AbortController().signal;
    const earned = await showEarnings({ given, fallback, env: {}, signal, now });
    expect(earned).toMatchObject({ worker: party.worker, balance: null });
    expect(earned.tasks).toHaveLength(2);
  });

  test('error: a dead RPC is one failed line, the others are still looked at', async () => {
    const { addresses } = rig.chain;
    const rpcUrl = 'http://127.0.0.1:9';
    const network = { schema: 'poiw.network/v1', rpcUrl, blobs: 'blobs', fromBlock: 0, addresses };
    writeFileSync(path('network.json'), JSON.stringify(network));
    const lines = await look({ key: 'env:NOTHING' });
    expect(lines.get('rpc')).toMatchObject({ result: 'fail' });
    expect(lines.get('key')).toMatchObject({ result: 'fail' });
    expect(lines.get('disk')).toMatchObject({ result: 'ok' });
  });
});
