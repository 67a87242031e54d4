import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startModelServer, type ModelServer, type Respond } from '../../models/test/modelServer.ts';
import { openMinerSolver } from './minerSolver.ts';

let data = '';
let server: ModelServer;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'poiw-miner-'));
});
afterEach(async () => {
  await server.close().catch(() => undefined);
  await rm(data, { recursive: true, force: true });
});

async function open(respond: Respond, { dead = false, name = 'scripted' } = {}) {
  server = await startModelServer('openai', respond);
  if (dead) await server.close();
  const signal = new AbortController().signal;
  return openMinerSolver(
    { model: `${server.url}#${name}` },
    { without: [], data, env: {}, signal },
  );
}

async function logged(opening: ReturnType<typeof open>) {
  const events: [string, unknown][] = [];
  const opened = await opening;
  const solver = opened.create((event, facts) => events.push([event, facts]));
  await opened.close();
  return { events, solver };
}

describe('openMinerSolver', () => {
  test('default: a model that is there is named', async () => {
    const { events, solver } = await logged(open(() => ({ text: '' })));
    expect(events).toMatchObject([['model', { model: 'openai:scripted' }]]);
    expect(solver.name).toBe('agent (openai:scripted)');
  });

  test('behavior: a backend that is away leaves the daemon up, on the baseline, and it says so', async () => {
    const { events } = await logged(open(() => ({ text: '' }), { dead: true }));
    expect(events).toMatchObject([
      ['model-unavailable', { code: 'E_MODEL_UNREACHABLE', instead: 'baseline' }],
    ]);
  });

  test('error: what will not mend itself ends the start', async () => {
    await expect(open(() => ({ text: '' }), { name: 'absent' })).rejects.toMatchObject({
      code: 'E_MODEL_NOT_FOUND',
      exitCode: 7,
    });
  });
});
