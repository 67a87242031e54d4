import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mergeSettings } from './mergeSettings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (config: object) => {
  const path = join(folder, 'miner.json');
  writeFileSync(path, JSON.stringify({ schema: 'poiw.miner/v1', ...config }));
  return path;
};

const fallback = { network: '/n.json' };

describe('mergeSettings', () => {
  test('default: flag before file before default, paths relative to the file', async () => {
    const config = write({ key: 'file:w.key', data: 'd', priceFloor: '5', kinds: ['audit'] });
    const merged = await mergeSettings({ config, priceFloor: 7n }, fallback);
    expect(merged).toMatchObject({ priceFloor: 7n, kinds: ['audit'], network: '/n.json' });
    expect(merged).toMatchObject({ key: `file:${join(folder, 'w.key')}`, data: join(folder, 'd') });
    expect(merged.minValue).toBe(0n);
  });

  test('error: an unknown field, a key instead of a reference', async () => {
    for (const wrong of [{ surprise: 1 }, { key: `0x${'11'.repeat(32)}` }, { priceFloor: 5 }]) {
      const config = write(wrong);
      await expect(mergeSettings({ config }, fallback)).rejects.toMatchObject({ code: 'E_CONFIG' });
    }
  });

  test('error: nothing names the key or the data folder', async () => {
    await expect(mergeSettings({ data: 'd' }, fallback)).rejects.toMatchObject({ code: 'E_USAGE' });
    await expect(mergeSettings({ key: 'env:K' }, fallback)).rejects.toMatchObject({
      code: 'E_USAGE',
    });
  });
});
