import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readTask } from '../chain/actions/readTask.ts';
import { readCredits } from '../chain/actions/readCredits.ts';
import { tokenBalance } from '../chain/actions/tokenBalance.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { readLogs } from '../chain/readLogs.ts';
import { startLocalChain, TOS, type LocalChain } from '../chain/test/localChain.ts';
import { startRpcProxy, type RpcProxy } from '../chain/test/rpcProxy.ts';
import { cancel, collectLeftOver, extendCommit, raiseReward } from './changeTask.ts';
import { publishFolders } from './publishFolder.ts';

const SAMPLES = join(import.meta.dirname, '../tasks/samples');
/** Its hidden part is sealed with the publication. */
const HIDDEN = join(SAMPLES, 'statistics-orders');
const OPEN = join(SAMPLES, 'syntax-token');

let chain: LocalChain;
let folder: string;
const proxies: RpcProxy[] = [];
let count = 0;

beforeAll(async () => {
  chain = await startLocalChain();
  folder = mkdtempSync(join(tmpdir(), 'poiw-publish-'));
});
afterEach(() => {
  for (const proxy of proxies.splice(0)) proxy.close();
});
afterAll(async () => {
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A publisher with a key and a data folder of his own. */
async function publisher(client?: ChainClient, data = `data-${(count += 1)}`) {
  const { wallet, address = '0x' } = client ?? (await chain.outsider());
  const options = (rpcUrl = chain.url, signal = new AbortController().signal) => ({
    network: networkFile(rpcUrl),
    ...{ key: 'env:KEY', env: { KEY: wallet?.privateKey }, data: join(folder, data) },
    ...{ signal, progress: () => undefined },
  });
  const publish = async (tasks: readonly string[], given: Partial<PublishGiven> = {}) => {
    const { rpcUrl, signal, round = 0, window = {} } = given;
    const rest = { ...options(rpcUrl, signal), window, wait: 'published' as const, round };
    return (await publishFolders(tasks, rest)).map(({ id }) => id);
  };
  const published = async () => {
    const indexed = [null, address];
    const query = { contract: 'TaskManager', event: 'TaskPublished', fromBlock: 0 } as const;
    return (await readLogs(chain.root, { ...query, indexed })).map(({ args }) => args['id']);
  };
  const balance = () => tokenBalance(chain.root, { address });
  return { address, options, publish, published, balance };
}

interface PublishGiven {
  readonly rpcUrl: string;
  readonly signal: AbortSignal;
  readonly round: number;
  readonly window: Readonly<Record<string, number>>;
}

function networkFile(rpcUrl: string): string {
  const file = join(folder, `network-${(count += 1)}.json`);
  const { addresses } = chain;
  const facts = { schema: 'poiw.network/v1', rpcUrl, blobs: 'blobs', fromBlock: 0, addresses };
  writeFileSync(file, JSON.stringify(facts));
  return file;
}

describe('publishFolders', () => {
  test.each([
    ['without', OPEN],
    ['with', HIDDEN],
  ])('default: a folder %s a sealed part published again is the same task', async (_, task) => {
    const { publish, published } = await publisher();
    const first = await publish([task]);
    expect(await publish([task])).toEqual(first);
    expect(await published()).toEqual(first);
    const more = await publish([task], { round: 1 });
    expect(more).not.toEqual(first);
    expect(await publish([task], { round: 1 })).toEqual(more);
    expect(await published()).toEqual([...first, ...more]);
  });

  test('behavior: cut off after any of its requests and run again, it publishes once', async () => {
    const SIDE_BY_SIDE = 5;
    let steps = 4;
    for (let died = true; died; steps += 2 * SIDE_BY_SIDE) {
      const places = Array.from({ length: SIDE_BY_SIDE }, (_, i) => steps + 2 * i);
      const outcomes = await Promise.all(places.map(publishInTwoLives));
      died = outcomes.some(Boolean);
    }
    expect(steps).toBeGreaterThan(30);
  });

  test('behavior: a journal that was lost does not publish a sealed part twice', async () => {
    const client = await chain.outsider();
    const first = await publisher(client);
    const ids = await first.publish([HIDDEN]);
    const second = await publisher(client);
    expect(await second.publish([HIDDEN])).toEqual(ids);
    expect(await second.published()).toEqual(ids);
  });

  test('error: other terms under the same name are refused, and nothing is sent', async () => {
    const { publish, published, balance } = await publisher();
    await publish([OPEN]);
    const before = await balance();
    await expect(publish([OPEN], { window: { commit: 7_777 } })).rejects.toMatchObject({
      code: 'E_PROTECTION',
      hint: expect.stringContaining('--round') as string,
    });
    expect(await balance()).toBe(before);
    expect(await published()).toHaveLength(1);
  });
});

/** Publishes over a connection that ends at a request, then again. @returns whether it ended */
async function publishInTwoLives(steps: number): Promise<boolean> {
  const { publish, published } = await publisher();
  const proxy = await startRpcProxy(chain.url);
  proxies.push(proxy);
  const life = new AbortController();
  let left = steps;
  proxy.answer = async (_, real) => {
    if (left === 0) life.abort();
    life.signal.throwIfAborted();
    left -= 1;
    return real();
  };
  const given = { rpcUrl: proxy.url, signal: life.signal };
  await publish([HIDDEN], given).catch(() => undefined);
  const ids = await publish([HIDDEN]);
  expect(await published()).toEqual(ids);
  expect(ids).toHaveLength(1);
  return life.signal.aborted;
}

describe('changing a task', () => {
  test('default: the reward is raised once, with stake and fee', async () => {
    const { publish, options, balance } = await publisher();
    const [id = '0'] = await publish([OPEN]);
    const before = await balance();
    const { task } = await raiseReward(BigInt(id), 9n * TOS, options());
    const again = await raiseReward(BigInt(id), 9n * TOS, options());
    expect(task.reward).toBe((9n * TOS).toString());
    expect(again).toMatchObject({ changed: false, paid: 0n });
    const { paid } = await raiseReward(BigInt(id), 10n * TOS, options());
    expect(paid).toBe((TOS * 3n) / 2n);
    expect(before - (await balance())).toBeGreaterThan(paid);
    await expect(raiseReward(BigInt(id), 8n * TOS, options())).rejects.toMatchObject({
      code: 'E_USAGE',
    });
  });

  test('default: miners get more time, never less', async () => {
    const { publish, options } = await publisher();
    const [id = '0'] = await publish([OPEN], { window: { think: 0, commit: 600 } });
    const longer = await extendCommit(BigInt(id), 900, options());
    expect(longer.changed).toBe(true);
    const { windows } = await readTask(chain.root, { taskId: BigInt(id) });
    expect(windows.commit).toBe(900);
    expect(await extendCommit(BigInt(id), 900, options())).toMatchObject({ changed: false });
    await expect(extendCommit(BigInt(id), 600, options())).rejects.toMatchObject({
      code: 'E_USAGE',
    });
  });

  test('default: a cancelled task gives reward and stake back, once', async () => {
    const { publish, options, balance, address } = await publisher();
    const [id = '0'] = await publish([OPEN]);
    const before = await balance();
    const { returned, task } = await cancel(BigInt(id), options());
    expect(task.state).toBe('refunded');
    expect(returned).toBe((BigInt(task.reward) * 3n) / 2n);
    expect(await balance()).toBe(before + returned);
    expect(await readCredits(chain.root, { address })).toBe(0n);
    expect(await cancel(BigInt(id), options())).toMatchObject({ changed: false, returned: 0n });
    expect(await collectLeftOver(BigInt(id), options())).toMatchObject({ changed: false });
  });

  test('error: somebody else’s task is not changed', async () => {
    const [id = '0'] = await (await publisher()).publish([OPEN]);
    const { options } = await publisher();
    const refused = { code: 'E_CHAIN_REJECTED', details: { name: 'NotPublisher' } };
    await expect(cancel(BigInt(id), options())).rejects.toMatchObject(refused);
    await expect(raiseReward(BigInt(id), 9n * TOS, options())).rejects.toMatchObject(refused);
  });
});
