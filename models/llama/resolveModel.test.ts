import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveModel, type ResolveOptions } from './resolveModel.ts';

const MODEL = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251));
const DIGEST = createHash('sha256').update(MODEL).digest('hex');
const REFERENCE = 'hf:someone/model/tiny.gguf';

let folder = '';
let server: Server;
let ranges: (string | undefined)[] = [];
/** Bytes after which the connection is cut; Infinity for never. */
let cutAfter = Infinity;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poiw-models-'));
  ranges = [];
  cutAfter = Infinity;
  server = createServer((request, response) => {
    if (request.url?.startsWith('/v2/') === true) {
      response.end(JSON.stringify({ ggufFile: { rfilename: 'tiny.gguf' } }));
      return;
    }
    if (request.url?.includes('tiny.gguf') !== true) {
      response.writeHead(404).end();
      return;
    }
    const { range } = request.headers;
    ranges.push(range);
    const start = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': MODEL.length - start });
    response.write(MODEL.subarray(start, Math.min(MODEL.length, start + cutAfter)), () => {
      // What was sent must arrive before the break.
      if (start + cutAfter < MODEL.length) setTimeout(() => response.destroy(), 50);
      else response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

function options(more: Partial<ResolveOptions> = {}): ResolveOptions {
  const { port } = server.address() as AddressInfo;
  return {
    folder,
    fetch,
    signal: new AbortController().signal,
    hub: `http://127.0.0.1:${port}`,
    sha256: DIGEST,
    ...more,
  };
}

/** Options that name no digest. */
function unvouched(): ResolveOptions {
  return Object.fromEntries(
    Object.entries(options()).filter(([name]) => name !== 'sha256'),
  ) as unknown as ResolveOptions;
}

describe('resolveModel', () => {
  test('default: fetched once, checked, and allowed from then on', async () => {
    const seen: number[] = [];
    const path = await resolveModel(REFERENCE, options({ onProgress: (done) => seen.push(done) }));
    expect(await readFile(path)).toEqual(MODEL);
    expect(seen.at(-1)).toBe(MODEL.length);
    const without = unvouched();
    expect(await resolveModel(REFERENCE, without)).toBe(path);
    expect(ranges).toHaveLength(1);
  });

  test('behavior: a quantisation is looked up', async () => {
    expect(await resolveModel('hf:someone/model:Q4_K_M', options())).toContain('tiny.gguf');
  });

  test('behavior: what broke off is resumed', async () => {
    cutAfter = 40_000;
    await expect(resolveModel(REFERENCE, options())).rejects.toMatchObject({
      code: 'E_MODEL_UNREACHABLE',
    });
    cutAfter = Infinity;
    const path = await resolveModel(REFERENCE, options());
    expect(await readFile(path)).toEqual(MODEL);
    expect(ranges[1]).toMatch(/^bytes=[1-9]/);
  });

  test('error: another digest than the allowed one', async () => {
    await expect(
      resolveModel(REFERENCE, options({ sha256: '0'.repeat(64) })),
    ).rejects.toMatchObject({
      code: 'E_MODEL_FILE',
      exitCode: 8,
    });
  });

  test('error: nobody vouches, unless the first download is trusted', async () => {
    const without = unvouched();
    await expect(resolveModel(REFERENCE, without)).rejects.toMatchObject({ code: 'E_MODEL_FILE' });
    expect(ranges).toHaveLength(0);
    await resolveModel(REFERENCE, { ...without, trustFirst: true });
    await writeFile(join(folder, 'someone_model_tiny.gguf'), 'changed');
    await expect(resolveModel(REFERENCE, without)).rejects.toMatchObject({ code: 'E_MODEL_FILE' });
  });

  test('error: a hub that is away is said with what helps', async () => {
    const away = { ...options(), hub: 'http://127.0.0.1:1' };
    await expect(resolveModel('hf:a/b/none.gguf', away)).rejects.toMatchObject({
      ...{ code: 'E_MODEL_UNREACHABLE', exitCode: 5, retryable: true },
      hint: expect.stringContaining('HF_ENDPOINT') as string,
    });
  });

  test('error: no such file, here or there', async () => {
    await expect(resolveModel('/nowhere/x.gguf', options())).rejects.toMatchObject({
      code: 'E_MODEL_NOT_FOUND',
      exitCode: 7,
    });
    await expect(resolveModel('hf:a/b/none.gguf', options())).rejects.toMatchObject({
      code: 'E_MODEL_NOT_FOUND',
    });
    await expect(resolveModel('hf:../../x.gguf', options())).rejects.toMatchObject({
      code: 'E_USAGE',
    });
  });
});
