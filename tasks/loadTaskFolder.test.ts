import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canonicalBytes } from '../core/canonicalJson.ts';
import { contentIdOf, digestOf, type Hex } from '../core/contentId.ts';
import { hiddenCommitHash } from '../core/commitment.ts';
import { unseal } from '../core/seal.ts';
import { packHidden, unpackHidden } from './hiddenPack.ts';
import { loadTaskFolder } from './loadTaskFolder.ts';
import { preparePublication } from './preparePublication.ts';
import { fetchTaskPackage } from './taskPackage.ts';

const TOS = 10n ** 18n;
const utf8 = (text: string) => new TextEncoder().encode(text);

const manifest = {
  schema: 'poiw.task/v1',
  kind: 'statistics',
  title: 'Two questions',
  description: 'About two rows.',
  settings: {
    dataset: 'data/rows.csv',
    questions: [{ id: 'n', text: 'How many rows?', unit: 'rows', decimals: 0 }],
  },
  public: ['data/rows.csv'],
  hidden: ['hidden/statistics.json'],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-task-'));
  write('data/rows.csv', 'a\n1\n2\n');
  write('hidden/statistics.json', '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string | Uint8Array) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function load(change: Record<string, unknown> = {}) {
  write('task.json', JSON.stringify({ ...manifest, ...change }));
  return loadTaskFolder(folder);
}

describe('loadTaskFolder', () => {
  test('default: package, pack and the terms of the kind', async () => {
    const { package: task, terms, hiddenPack } = await load();
    expect(task.id).toBe(contentIdOf(canonicalBytes(task.spec)));
    expect(task.spec.files.map(({ path, bytes }) => [path, bytes])).toEqual([['data/rows.csv', 6]]);
    expect([...(task.hidden?.keys() ?? [])]).toEqual(['hidden/statistics.json']);
    expect(hiddenPack && unpackHidden(hiddenPack)).toEqual(task.hidden);
    expect(terms).toMatchObject({ reward: 15n * TOS, answerBond: 3n * TOS, panelSize: 0 });
    expect(terms.split).toEqual({ miners: 6500, peers: 1750, experts: 750, network: 1000 });
  });

  test('behavior: the order of public files does not change the task', async () => {
    write('notes.txt', 'x');
    const one = await load({ public: ['notes.txt', 'data/rows.csv'] });
    const two = await load({ public: ['data/rows.csv', 'notes.txt'] });
    expect(one.package.id).toBe(two.package.id);
  });

  test('behavior: terms override the defaults', async () => {
    const { terms } = await load({ terms: { difficulty: 1.55, windows: { commit: 60 } } });
    expect(terms.reward).toBe((155n * 15n * TOS) / 100n);
    expect(terms.windows).toMatchObject({ think: 3, commit: 60, reveal: 1800 });
  });

  test.each([
    ['a reward out of the row', { terms: { reward: '1' } }, 'terms.reward'],
    ['a difficulty out of the row', { terms: { difficulty: 3.5 } }, 'terms.difficulty'],
    ['reward against difficulty', { terms: { difficulty: 2, reward: `${15n * TOS}` } }, 'terms'],
    ['voting without a panel', { terms: { windows: { voteCommit: 5 } } }, 'voteCommit'],
    ['a panel without voting', { terms: { panelSize: 3 } }, 'voteCommit'],
    ['a growing panel without its first seats', { terms: { lane: 'growing' } }, 'terms.lane'],
    ['an unknown field', { terms: { rewards: '1' } }, 'unknown field rewards'],
    ['a bad question', { settings: { ...manifest.settings, questions: [{}] } }, 'questions[0].id'],
    ['no hidden part', { hidden: undefined }, 'hidden/statistics.json'],
    ['a public file under hidden/', { public: ['hidden/statistics.json'] }, 'would be published'],
    ['the same by another case', { public: ['Hidden/statistics.json'] }, 'would be published'],
    ['a hidden file outside hidden/', { hidden: ['data/rows.csv'] }, 'hidden[0]'],
    ['a path twice', { public: ['data/rows.csv', 'data/rows.csv'] }, 'listed twice'],
    [
      'a split out of range',
      { terms: { split: { miners: 9000, peers: 500, experts: 250, network: 250 } } },
      'terms.split',
    ],
  ])('error: %s', async (_, change, message) => {
    const error: unknown = await load(change).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'E_TASK_INVALID', hint: expect.any(String) as string });
    expect((error as Error).message).toContain(message);
  });

  test.each([['/etc/passwd'], ['../x'], ['a/../../x'], ['..\\x'], ['C:\\x']])(
    'error: %s leaves the folder',
    async (path) => {
      await expect(load({ public: [path] })).rejects.toMatchObject({ code: 'E_PATH_OUTSIDE' });
    },
  );

  test('error: links, folders, missing files, files too large', async () => {
    symlinkSync('/etc/passwd', join(folder, 'link'));
    symlinkSync('/etc', join(folder, 'etc'));
    write('big', new Uint8Array(33 * 1024 * 1024));
    const outside = { code: 'E_PATH_OUTSIDE' };
    await expect(load({ public: ['link'] })).rejects.toMatchObject(outside);
    await expect(load({ public: ['etc/passwd'] })).rejects.toMatchObject(outside);
    await expect(load({ public: ['data'] })).rejects.toMatchObject(outside);
    await expect(load({ public: ['gone'] })).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    await expect(load({ public: ['big'] })).rejects.toMatchObject({ code: 'E_TASK_TOO_LARGE' });
  });

  test('error: task.json missing, broken, too deep, with a key twice', async () => {
    await expect(loadTaskFolder(folder)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    const cases = { '{': 'E_JSON_INVALID', '{"a":1,"a":2}': 'E_JSON_INVALID' };
    for (const [text, code] of Object.entries({ ...cases, ['['.repeat(99)]: 'E_JSON_TOO_DEEP' })) {
      write('task.json', text);
      await expect(loadTaskFolder(folder)).rejects.toMatchObject({ code });
    }
  });
});

describe('unpackHidden', () => {
  test('error: another encoding of the same files', () => {
    const pack = packHidden(new Map([['hidden/a', utf8('x')]]));
    const text = new TextDecoder().decode(pack);
    expect(() => unpackHidden(utf8(`${text} `))).toThrow(/canonical/);
    expect(() => unpackHidden(utf8(text.replace('eA==', 'eB==')))).toThrow(/canonical/);
    expect(() => unpackHidden(utf8(text.replace('hidden/a', 'a')))).toThrow(/hidden/);
  });
});

describe('preparePublication, fetchTaskPackage', () => {
  const salt: Hex = `0x${'07'.repeat(32)}`;
  const publisher: Hex = `0x${'ab'.repeat(20)}`;
  const domain = { chainId: 31337n, contract: publisher };

  test('default: the blobs give the task back, the salt its hidden part', async () => {
    const loaded = await load();
    const { blobs, task, specHash, hidden } = preparePublication(loaded, {
      domain,
      publisher,
      salt,
    });
    const store = new Map(blobs.map((bytes) => [contentIdOf(bytes), bytes]));
    const get = (id: string) => Promise.resolve(store.get(id) ?? new Uint8Array());
    expect(specHash).toBe(digestOf(task));
    const contentHash = hidden?.contentHash ?? '0x';
    expect(hidden?.commit).toBe(
      hiddenCommitHash(domain, { publisher, specHash, contentHash, salt }),
    );
    const pack = unseal(await get(hidden?.sealed ?? ''), salt);
    expect(await fetchTaskPackage(task, get, pack)).toEqual(loaded.package);
    expect((await fetchTaskPackage(task, get)).hidden).toBeUndefined();
  });

  test('error: a replaced blob', async () => {
    const { blobs, task } = preparePublication(await load(), { domain, publisher, salt });
    const spec = blobs[0] ?? new Uint8Array();
    const get = (id: string) => Promise.resolve(id === task ? spec : utf8('other'));
    await expect(fetchTaskPackage(task, get)).rejects.toMatchObject({
      code: 'E_CONTENT_MISMATCH',
    });
  });
});
