import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSolcStore } from './createSolcStore.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'poiw-solc-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A gzipped tar archive of one file. */
function packageOf(path: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0, 'latin1');
  header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  body.write(text, 'latin1');
  return gzipSync(Buffer.concat([header, body, Buffer.alloc(1024)]));
}

const genuine = packageOf('package/soljson.js', 'var Module;');
const releases = {
  '0.8.20': `sha512-${createHash('sha512').update(genuine).digest('base64')}`,
};

function storeOf(name: string, bytes: Uint8Array | undefined) {
  const asked: string[] = [];
  const store = createSolcStore({
    dir: join(dir, name),
    releases,
    download: (path) => {
      asked.push(path);
      return bytes === undefined ? Promise.reject(new Error('offline')) : Promise.resolve(bytes);
    },
  });
  return { store, asked };
}

describe('createSolcStore', () => {
  test('default: fetches once, then reads its folder', async () => {
    const { store, asked } = storeOf('once', genuine);
    expect(Buffer.from(await store.read('0.8.20')).toString()).toBe('var Module;');
    expect(Buffer.from(await store.read('0.8.20')).toString()).toBe('var Module;');
    expect(asked).toEqual(['solc/-/solc-0.8.20.tgz']);
    expect(Buffer.from(await storeOf('once', undefined).store.read('0.8.20')).length).toBe(11);
  });

  test('error: a package that is not the pinned one is refused and not kept', async () => {
    const { store } = storeOf('forged', packageOf('package/soljson.js', 'var Modulf;'));
    await expect(store.read('0.8.20')).rejects.toMatchObject({
      code: 'E_COMPILER',
      message: 'what came as solc 0.8.20 is not the pinned package',
    });
    expect(() => readdirSync(join(dir, 'forged'))).toThrow('ENOENT');
  });

  test('behavior: a changed file in the folder is fetched again', async () => {
    const { store, asked } = storeOf('changed', genuine);
    await store.read('0.8.20');
    const [file = ''] = readdirSync(join(dir, 'changed'));
    writeFileSync(join(dir, 'changed', file), packageOf('package/soljson.js', 'steal()'));
    expect(Buffer.from(await store.read('0.8.20')).toString()).toBe('var Module;');
    expect(asked.length).toBe(2);
  });

  test('error: without a network the releases at hand are named', async () => {
    const { store } = storeOf('offline', undefined);
    await expect(store.read('0.8.20')).rejects.toMatchObject({
      code: 'E_COMPILER',
      retryable: true,
      hint: expect.stringContaining('0.4.26') as string,
    });
    await expect(store.read('0.8.99')).rejects.toMatchObject({ code: 'E_COMPILER' });
  });
});
