import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBlobStore } from './createBlobStore.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-blobs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = new TextEncoder().encode('content');

describe('createBlobStore', () => {
  test('default: many writers of one blob leave one intact file', async () => {
    const store = createBlobStore(folder);
    const ids = await Promise.all(Array.from({ length: 20 }, () => store.put(bytes)));
    expect(new Set(ids).size).toBe(1);
    expect(readdirSync(folder)).toEqual([ids[0]]);
    expect(await store.get(ids[0] ?? '')).toEqual(bytes);
  });

  test('behavior: a torn blob is refused on read and mended on write', async () => {
    const store = createBlobStore(folder);
    const id = await store.put(bytes);
    writeFileSync(join(folder, id), 'conten');
    await expect(store.get(id)).rejects.toMatchObject({ code: 'E_CONTENT_MISMATCH' });
    await store.put(bytes);
    expect(await store.get(id)).toEqual(bytes);
  });

  test('error: unknown blobs and names that are no content id', async () => {
    const store = createBlobStore(folder);
    const missing = 'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq';
    await expect(store.get(missing)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    await expect(store.get('../../etc/passwd')).rejects.toMatchObject({ code: 'E_SCHEMA' });
  });
});
