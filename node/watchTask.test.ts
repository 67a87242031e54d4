import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishTask } from '../chain/actions/publishTask.ts';
import type { FollowBatch } from '../chain/follow/cursor.ts';
import { startLocalChain, TERMS, type LocalChain } from '../chain/test/localChain.ts';
import { watchTask, type WatchOptions } from './watchTask.ts';

let chain: LocalChain;
let folder: string;
let network: string;

beforeAll(async () => {
  chain = await startLocalChain();
  folder = mkdtempSync(join(tmpdir(), 'poiw-watch-'));
  network = join(folder, 'network.json');
  const { url: rpcUrl, addresses } = chain;
  const facts = { schema: 'poiw.network/v1', rpcUrl, blobs: 'blobs', fromBlock: 0, addresses };
  writeFileSync(network, JSON.stringify(facts));
});

afterAll(async () => {
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
});

function watch(taskId: bigint, options: Partial<WatchOptions> = {}) {
  const batches: FollowBatch[] = [];
  const stop = new AbortController();
  const done = watchTask(taskId, {
    ...{ network, data: folder, env: {}, until: 'ended', progress: () => undefined },
    ...{ signal: stop.signal, onBatch: (batch) => batches.push(batch), ...options },
  });
  done.catch(() => undefined);
  const names = () => batches.flatMap(({ applied }) => applied.map(({ name }) => name));
  const saw = async (name: string) => {
    while (!names().includes(name)) await Promise.race([sleep(20), done]);
  };
  return { done, names, saw, stop };
}

async function publish() {
  const publisher = await chain.outsider();
  const { taskId } = await publishTask(publisher, TERMS);
  const change = (method: string, ...args: unknown[]) =>
    publisher.send({ contract: 'TaskManager', method, args: [taskId, ...args] });
  return { taskId, change };
}

describe('watchTask', () => {
  test('default: tells what happens to this task alone, until it ends', async () => {
    const { taskId, change } = await publish();
    const other = await publish();
    const watching = watch(taskId);
    await watching.saw('TaskPublished');
    await other.change('extend', 5);
    await change('extend', 10);
    await watching.saw('TaskExtended');
    await change('cancel');
    expect(await watching.done).toMatchObject({ id: taskId.toString(), state: 'refunded' });
    expect([...watching.names()].sort()).toEqual([
      ...['FeeTaken', 'TaskExtended', 'TaskPublished', 'TaskRefunded'],
    ]);
  });

  test('behavior: stopped and run again with its cursor, it goes on and repeats nothing', async () => {
    const { taskId, change } = await publish();
    const cursor = join(folder, 'one.cursor');
    const first = watch(taskId, { cursor });
    await first.saw('TaskPublished');
    first.stop.abort();
    await expect(first.done).rejects.toMatchObject({ code: 'E_ABORTED' });
    await change('extend', 10);
    const second = watch(taskId, { cursor, until: 'final' });
    await second.saw('TaskExtended');
    await change('cancel');
    // The chain goes on by itself: 64 blocks later no reorg can take the end back.
    expect(await second.done).toMatchObject({ state: 'refunded' });
    expect(second.names()).toEqual(['TaskExtended', 'TaskRefunded']);
  });

  test('behavior: asked to go on for ever it ends well when it is stopped', async () => {
    const { taskId, change } = await publish();
    const watching = watch(taskId, { until: 'stopped' });
    await change('cancel');
    await watching.saw('TaskRefunded');
    watching.stop.abort();
    expect(await watching.done).toMatchObject({ state: 'refunded' });
  });

  test('error: an unknown task, and a file that is no cursor', async () => {
    await expect(watch(999n).done).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    const { taskId } = await publish();
    const cursor = join(folder, 'broken.cursor');
    writeFileSync(cursor, '{"schema":"poiw.cursor/v1"');
    await expect(watch(taskId, { cursor }).done).rejects.toMatchObject({ code: 'E_CONFIG' });
  });
});
