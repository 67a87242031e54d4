import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Wallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transferToken } from '../chain/actions/transferToken.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { startLocalChain, TOS, type LocalChain } from '../chain/test/localChain.ts';
import { sendAs } from '../chain/test/sendAs.ts';
import { startModelServer, type ModelServer } from '../models/test/modelServer.ts';
import { envelopeOf, finish, runCli, startCli } from './runCli.ts';

/** Every command of a validator's operator, from the real command line, on a chain of its own. */
let folder: string;
let chain: LocalChain;
let model: ModelServer;
let common: string[];
const workers = ['a1', 'a2', 'a3', 'a4'].map((byte) => new Wallet(`0x${byte.repeat(32)}`));

function keyFile(name: string, key: string): string {
  const file = join(folder, `${name}.key`);
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return `file:${file}`;
}

const keyOf = ({ wallet }: ChainClient) => wallet?.privateKey ?? '';
const validator = (...args: string[]) => runCli(['validator', ...args, '--json']);
const dataOf = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-validator-'));
  chain = await startLocalChain({ disputeSeconds: 3_600 });
  model = await startModelServer('openai', () => ({ text: '{}' }));
  const network = join(folder, 'network.json');
  const { addresses, url: rpcUrl } = chain;
  const body = { schema: 'poiw.network/v1', rpcUrl, addresses, blobs: 'blobs', fromBlock: 0 };
  writeFileSync(network, JSON.stringify(body));
  common = ['--network', network];
  for (const [at, worker] of workers.entries()) {
    await chain.rpc('anvil_setBalance', [worker.address, `0x${(10n ** 20n).toString(16)}`]);
    keyFile(`worker-${at}`, worker.privateKey);
  }
}, 180_000);
afterAll(async () => {
  await model.close();
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What TaskPayouts does for a seat of a settled task. */
async function credit(owner: string, amount: bigint): Promise<void> {
  const { rewardDistributor, taskPayouts } = chain.addresses;
  await transferToken(chain.root, { to: rewardDistributor, amount });
  const list = [{ to: owner, role: 3, amount }];
  const data = chain.root.interfaces.RewardDistributor.encodeFunctionData('credit', [1n, list]);
  await sendAs(chain, taskPayouts, { to: rewardDistributor, data });
}

const workerKey = (at: number) => `file:${join(folder, `worker-${at}.key`)}`;

describe('poiw validator, poiw protection', () => {
  test('default: stake, duties, votes, explain, unstake and exit of a juror', async () => {
    const owner = keyFile('owner', keyOf(await chain.outsider()));
    const worker = workers[0]?.address ?? '';
    const own = [...common, '--key', owner, '--worker', worker];
    const stake = (...more: string[]) => validator('stake', '--tier', 'peer', ...own, ...more);
    expect((await stake('--amount', '1')).code).toBe(6);
    const staked = await stake('--amount', (100n * TOS).toString());
    expect(envelopeOf(staked).data).toMatchObject({
      role: 'peer',
      staked: (100n * TOS).toString(),
    });

    const stranger = [...common, '--worker', workers[2]?.address ?? ''];
    for (const asked of ['duties', 'votes']) {
      const seen = await validator(asked, ...common, '--worker', worker);
      expect(envelopeOf(seen).data).toMatchObject({ member: { staked: (100n * TOS).toString() } });
      expect((await validator(asked, ...stranger)).code).toBe(7);
    }
    expect((await validator('explain', '1', ...common, '--worker', worker)).code).toBe(7);
    expect((await validator('explain', 'one', ...common, '--worker', worker)).code).toBe(2);

    const part = await validator('unstake', ...own, '--amount', (20n * TOS).toString());
    expect(envelopeOf(part).data).toMatchObject({ did: 'requested' });
    expect((await validator('unstake', ...common, '--key', owner, '--worker', '0x12')).code).toBe(
      2,
    );
    const again = await validator('unstake', ...own, '--amount', (20n * TOS).toString());
    expect(envelopeOf(again).data).toMatchObject({ did: 'waiting' });
    const left = await validator('exit', ...own);
    const all = (100n * TOS).toString();
    expect(envelopeOf(left).data).toMatchObject({ did: 'requested', amount: all });
    expect((await validator('exit', ...stranger, '--key', owner)).code).toBe(7);
  }, 240_000);

  test('behavior: an expert with a model starts, tells its status and stops; wrong ways are refused', async () => {
    const owner = keyFile('owner-2', keyOf(await chain.outsider()));
    const worker = workers[1]?.address ?? '';
    const amount = (500n * TOS).toString();
    const member = ['--tier', 'expert', ...common, '--key', owner, '--worker', worker];
    expect((await validator('stake', ...member, '--amount', amount)).code).toBe(0);
    const duties = await validator('duties', ...common, '--worker', worker);
    expect(envelopeOf(duties).data).toMatchObject({ duties: [], exposure: '0' });
    const data = dataOf('expert');
    const started = ['start', '--tier', 'expert', ...common, '--key', workerKey(1), '--data', data];
    const models = ['--model', `${model.url}#scripted`, '--doppelganger-wait', '0'];
    const child = startCli(['validator', ...started, ...models, '--log-format', 'json']);
    const ended = finish(child);
    let told = '';
    child.stderr?.on('data', (text: string) => (told += text));
    while (!told.includes('"started"') && child.exitCode === null) await sleep(100);
    expect(told).toContain('"event":"model"');
    const status = await validator('status', '--data', data);
    expect(envelopeOf(status).data).toMatchObject({ running: true, role: 'expert', exposure: '0' });
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    const gone = await validator('status', '--data', data);
    expect(envelopeOf(gone).data).toMatchObject({ running: false });
    expect((await validator('status')).code).toBe(2);
    // Registered as an expert, it is no juror; checks take no model.
    const peer = ['--tier', 'peer', ...common, '--key', workerKey(1), '--data', dataOf('p')];
    expect((await validator('start', ...peer, '--doppelganger-wait', '0')).code).toBe(3);
    const auto = ['--tier', 'auto', ...common, '--key', workerKey(1), '--data', dataOf('a')];
    expect((await validator('start', ...auto, ...models)).code).toBe(2);
  }, 240_000);

  test('behavior: claim pays the owner what a juror earned, with its key when no daemon runs', async () => {
    const client = await chain.outsider();
    const owner = client.address ?? '';
    const worker = workers[3]?.address ?? '';
    const own = [...common, '--worker', worker, '--tier', 'peer'];
    const amount = (100n * TOS).toString();
    const key = keyFile('owner-3', keyOf(client));
    expect((await validator('stake', ...own, '--key', key, '--amount', amount)).code).toBe(0);
    const claim = (...more: string[]) =>
      validator('claim', '--data', dataOf('juror'), ...common, ...more);
    const nobody = await claim();
    expect(nobody.code).toBe(7);
    expect(envelopeOf(nobody).error).toMatchObject({
      code: 'E_NOT_RUNNING',
      hint: expect.stringContaining('--key') as string,
    });
    await credit(owner, 3n * TOS);
    const paid = envelopeOf<{ transaction: string }>(await claim('--key', workerKey(3)));
    expect(paid.data).toMatchObject({ owner, claimed: (3n * TOS).toString() });
    expect(paid.data.transaction).toMatch(/^0x[0-9a-f]{64}$/);
    const again = await claim('--key', workerKey(3));
    expect(envelopeOf(again).data).toEqual({ owner, claimed: '0', transaction: null });
    const stranger = await claim('--key', workerKey(2));
    expect(stranger.code).toBe(7);
    expect((await validator('claim', ...common)).code).toBe(2);

    // While a daemon runs it alone sends for its key, whatever key is named.
    const data = ['--data', dataOf('juror')];
    const start = ['--tier', 'peer', ...common, '--key', workerKey(3), ...data];
    const child = startCli(['validator', 'start', ...start, '--doppelganger-wait', '0']);
    const ended = finish(child);
    while (!envelopeOf<{ running: boolean }>(await validator('status', ...data)).data.running) {
      if (child.exitCode !== null) throw new Error('the juror ended');
      await sleep(100);
    }
    await credit(owner, 2n * TOS);
    expect(envelopeOf(await claim()).data).toMatchObject({ claimed: (2n * TOS).toString() });
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  }, 240_000);

  test('behavior: protection is shown, carried and compared; an import again is no change', async () => {
    const protection = (...args: string[]) => runCli(['protection', ...args, '--json']);
    const from = dataOf('from');
    const promises = [1, 2].map((task) => ({
      ...{ chain: 'eip155:31337', contract: chain.addresses.voteModule, kind: 'vote' },
      ...{
        task: String(task),
        round: 0,
        actor: workers[2]?.address,
        commit: `0x${'0c'.repeat(32)}`,
      },
    }));
    const file = join(folder, 'given.json');
    const write = (list: readonly object[]) =>
      writeFileSync(
        file,
        JSON.stringify({ schema: 'poiw.protection/v1', promises: list, watermarks: [] }),
      );
    write(promises);
    const imported = await protection('import', file, '--data', from);
    expect(envelopeOf(imported).data).toEqual({ added: 2, known: 0 });
    const out = join(folder, 'out.json');
    expect((await protection('export', '--data', from, '--out', out)).code).toBe(0);
    expect((await protection('export', '--data', from, '--out', folder)).code).toBe(3);
    const again = await protection('import', out, '--data', from);
    expect(envelopeOf(again).data).toEqual({ added: 0, known: 2 });
    const shown = await protection('show', '--data', from);
    expect(envelopeOf<{ promises: unknown[] }>(shown).data.promises).toHaveLength(2);
    expect((await protection('show')).code).toBe(2);
    write([{ ...promises[0], commit: `0x${'0d'.repeat(32)}` }]);
    expect((await protection('import', file, '--data', from)).code).toBe(13);
    expect((await protection('import', join(folder, 'none.json'), '--data', from)).code).toBe(7);
    const at = ['--data', from, ...common];
    const clean = await protection('check', ...at, '--worker', workers[1]?.address ?? '');
    expect(clean.code).toBe(0);
    expect((await protection('check', ...at, '--worker', 'me')).code).toBe(2);
  }, 240_000);
});

describe('poiw dispute', () => {
  test('error: what cannot be disputed or shown says so', async () => {
    const key = ['--key', keyFile('disputant', keyOf(await chain.outsider()))];
    const dispute = (...args: string[]) => runCli(['dispute', ...args, ...common, '--json']);
    expect((await dispute('show', '1')).code).toBe(7);
    const open = (item: string) => dispute('open', '1', '--item', item, '--why', 'wrong', ...key);
    expect((await open('F1')).code).toBe(2);
    const unknown = await open('0:F1');
    expect(unknown.code).toBe(6);
    for (const side of ['appeal', 'defend'])
      expect((await dispute(side, '1', ...key)).code).toBe(7);
  }, 240_000);
});
