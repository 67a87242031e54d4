import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PoiwError } from '../../core/errors.ts';
import { callControl } from './callControl.ts';
import { controlSocket } from './controlSocket.ts';
import { serveControl, type ControlServer } from './serveControl.ts';

let data: string;
let server: ControlServer | undefined;
const { signal } = new AbortController();
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'poiw-control-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(data, { recursive: true, force: true });
});

describe('control channel', () => {
  test('default: a daemon answers its operator, amounts as decimal strings', async () => {
    server = await serveControl(controlSocket(data), {
      echo: (body) => Promise.resolve({ body, amount: 5n }),
    });
    const answer = await callControl({ data, name: 'echo', body: { a: 1 }, signal });
    expect(answer).toEqual({ body: { a: 1 }, amount: '5' });
  });

  test('behavior: a failure comes back with its code, hint and details', async () => {
    server = await serveControl(controlSocket(data), {
      fail: () =>
        Promise.reject(new PoiwError('E_DISK_FULL', 'no', { hint: 'x', details: { a: 1 } })),
    });
    await expect(callControl({ data, name: 'fail', signal })).rejects.toMatchObject({
      ...{ code: 'E_DISK_FULL', message: 'no', hint: 'x', details: { a: 1 } },
    });
    await expect(callControl({ data, name: 'unheard-of', signal })).rejects.toMatchObject({
      code: 'E_NOT_FOUND',
    });
  });

  test('behavior: the socket a dead daemon left is taken over', async () => {
    writeFileSync(controlSocket(data), '');
    server = await serveControl(controlSocket(data), { ping: () => Promise.resolve('pong') });
    expect(await callControl({ data, name: 'ping', signal })).toBe('pong');
  });

  test('error: nobody there', async () => {
    await expect(callControl({ data, name: 'status', signal })).rejects.toMatchObject({
      code: 'E_NOT_RUNNING',
    });
  });

  test('edge: a folder too deep for a socket, an oversized request', async () => {
    const deep = join(data, 'd'.repeat(120));
    expect(controlSocket(deep).length).toBeLessThan(108);
    server = await serveControl(controlSocket(deep), { ping: () => Promise.resolve('pong') });
    expect(await callControl({ data: deep, name: 'ping', signal })).toBe('pong');
    const body = 'x'.repeat(100_000);
    await expect(callControl({ data: deep, name: 'ping', body, signal })).rejects.toThrow(
      PoiwError,
    );
  });
});
