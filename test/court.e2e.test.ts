import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainTime } from '../chain/actions/chainTime.ts';
import { rateMember } from '../chain/actions/rateMember.ts';
import { readCase } from '../chain/actions/readCase.ts';
import { readCredits } from '../chain/actions/readCredits.ts';
import { readMember } from '../chain/actions/readMember.ts';
import { readTask } from '../chain/actions/readTask.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import {
  startLocalChain,
  TERMS,
  TOS,
  type LocalChain,
  type Party,
} from '../chain/test/localChain.ts';
import { grantRole } from '../chain/test/grantRole.ts';
import { appointPoster, postWrongRoot } from '../chain/test/payRoots.ts';
import { payBooks } from '../core/economy/payBooks.ts';
import type { Hex } from '../core/contentId.ts';
import type { Journal } from '../core/journal.ts';
import { PAY_EPOCH_SECONDS } from '../core/judging/payEpochs.ts';
import { packLanes } from '../core/lanes.ts';
import { openCase, takeSide } from '../node/dispute/openCase.ts';
import { createBlobStore } from '../node/createBlobStore.ts';
import { openJournal } from '../node/openJournal.ts';
import { readJudged } from '../node/pay/readJudged.ts';
import { scoredPay, streamOf } from '../node/pay/scoredPay.ts';
import { judgedTask, passAppeals, ruleCase, ruleTier, type CourtRig } from './courtRig.ts';
import { envelopeOf, runCli } from './runCli.ts';

/** Disputes, audits, labels and pay by score from the real command line, on a chain of their own. */
let folder: string;
let chain: LocalChain;
let rig: CourtRig;
let common: string[];
let poster: ChainClient;
const journals = new Map<number, Journal & { close(): void }>();
const stream = streamOf('peers');
const VALID = 220;
const INVALID = 20;
const COST = TOS / 10n;
const DISPUTED = {
  items: [{ slot: 0, item: 'F1' }],
  why: 'it is not so',
  fault: 'dispute lost',
} as const;

function keyFile(name: string, { wallet }: ChainClient): string {
  const file = join(folder, `${name}.key`);
  writeFileSync(file, `${wallet?.privateKey ?? ''}\n`, { mode: 0o600 });
  return `file:${file}`;
}

function journalOf({ memberId }: Party): Journal {
  const open = journals.get(memberId) ?? openJournal(join(folder, `juror-${memberId}`, 'j.db'));
  journals.set(memberId, open);
  return open;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-court-'));
  chain = await startLocalChain({ disputeSeconds: 3_600 });
  const members = (role: 'auto' | 'peer' | 'expert', count: number) =>
    Promise.all(Array.from({ length: count }, () => chain.join(role, 500n * TOS)));
  const [miner, autos, jurors, experts] = await Promise.all([
    chain.join('miner'),
    ...[members('auto', 2), members('peer', 3), members('expert', 7)],
  ]);
  const blobs = createBlobStore(join(folder, 'blobs'));
  rig = { chain, blobs, journalOf, miner, autos, jurors, experts } as CourtRig;
  poster = await appointPoster(chain, { stream, purse: 1_000n * TOS });
  await grantRole(chain, 'RATER', { on: chain.addresses.stakeManager, to: chain.root.address });
  const record = { rate: 8_500, done: 150, checks: 0 };
  await Promise.all(
    rig.experts.map(({ memberId }) => rateMember(chain.root, { memberId, ...record })),
  );
  const network = join(folder, 'network.json');
  const { addresses, url: rpcUrl } = chain;
  const body = { schema: 'poiw.network/v1', rpcUrl, addresses, blobs: 'blobs', fromBlock: 0 };
  writeFileSync(network, JSON.stringify(body));
  common = ['--network', network];
}, 240_000);
afterAll(async () => {
  for (const journal of journals.values()) journal.close();
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
});

const now = async () => (await chainTime(chain.root)).timestamp;
const creditsOf = (addresses: readonly string[]) =>
  Promise.all(addresses.map((address) => readCredits(chain.root, { address: address as Hex })));
const credits = (clients: readonly ChainClient[]) =>
  creditsOf(clients.map(({ address }) => address ?? ''));
const dispute = (...args: string[]) => runCli(['dispute', ...args, ...common, '--json']);
const pay = (...args: string[]) => runCli(['pay', ...args, ...common, '--json']);

describe('poiw dispute, validator explain, pay', () => {
  test('default: a lot is drawn, experts read, and what they say is the jurors’ label', async () => {
    const key = ['--key', keyFile('anyone', await chain.outsider())];
    const taskId = await judgedTask(rig, [VALID, VALID, INVALID]);
    const drawn = envelopeOf(await dispute('audit', taskId.toString(), ...key)).data;
    // What was accepted is always read.
    expect(drawn).toMatchObject({ case: '1', items: [{ lane: 0, drawn: true }] });
    const again = await dispute('audit', taskId.toString(), ...key);
    expect(envelopeOf(again).data).toEqual(drawn);
    const waiting = await runCli(['dispute', 'show', '1', ...common, '--json']);
    expect(envelopeOf(waiting).data).toMatchObject({ audit: true, stage: 'drawing' });

    await ruleCase(rig, 1n, INVALID);
    expect((await readCase(chain.root, { caseId: 1n })).stage).toBe('closed');
    const [juror] = rig.jurors;
    const of = ['--worker', juror?.worker ?? '', ...common, '--json'];
    const told = await runCli(['validator', 'explain', taskId.toString(), ...of]);
    expect(envelopeOf(told).data).toMatchObject({
      rationaleBody: { judgements: [{ item: 'F1' }] },
      labels: [{ lane: 0, label: false }],
    });
    const votes = envelopeOf<{ votes: { labels: { vote: boolean; score: number }[] }[] }>(
      await runCli(['validator', 'votes', ...of]),
    ).data.votes;
    expect(votes[0]?.labels).toHaveLength(1);
    const { tasks } = await readJudged(chain.root, 0);
    expect(tasks).toMatchObject([{ task: taskId, ruling: packLanes([INVALID]) }]);
  }, 240_000);

  test('behavior: a dispute takes the place of an audit; appeal and defence are refused in time', async () => {
    const key = ['--key', keyFile('disputant', await chain.outsider())];
    const taskId = await judgedTask(rig, [VALID, VALID, VALID]);
    await dispute('audit', taskId.toString(), ...key);
    const open = ['open', taskId.toString(), '--item', '0:F1', '--why', 'it is not so'];
    const opened = await dispute(...open, ...key);
    expect(envelopeOf(opened).data).toMatchObject({ case: '2', bond: (30n * TOS).toString() });
    expect((await dispute(...open, ...key)).code).toBe(6);
    const shown = await runCli(['dispute', 'show', '2', ...common, '--json']);
    expect(envelopeOf(shown).data).toMatchObject({ audit: false, task: taskId.toString() });
    expect((await dispute('appeal', '2', ...key)).code).toBe(6);
    await ruleCase(rig, 2n, INVALID);
    expect((await readTask(chain.root, { taskId })).state).toBe('settled');
  }, 240_000);

  test('behavior: an epoch is posted from the chain alone, and a false root is thrown out', async () => {
    const key = ['--key', keyFile('poster', poster)];
    const { origin, tasks } = await readJudged(chain.root, 0);
    expect(tasks).toHaveLength(2);
    const cost = ['--cost', COST.toString()];
    expect((await pay('post', '--epoch', '9', ...key, ...cost)).code).toBe(7);
    expect((await pay('post', '--epoch', '1', ...key)).code).toBe(2);
    await chain.warpTo(Math.max(await now(), origin + PAY_EPOCH_SECONDS) + 10);
    const posted = await pay('post', '--epoch', '1', ...key, ...cost);
    const { data } = envelopeOf<{ entries: { account: string }[]; total: string }>(posted);
    expect(data.entries.length).toBeGreaterThan(0);
    // Wages of every scored vote, less what rounding keeps.
    expect(BigInt(data.total)).toBeGreaterThan(0n);
    const file = join(folder, 'entries.json');
    writeFileSync(file, JSON.stringify({ schema: 'poiw.pay-root/v1', entries: data.entries }));
    const own = ['--key', keyFile('challenger', await chain.outsider())];
    const challenge = (epoch: string) =>
      pay('challenge', '--epoch', epoch, '--entries', file, ...own);
    expect((await challenge('1')).code).toBe(7);

    // The second day is over, and so is the time in which the first root could be thrown out.
    await chain.warpTo((await now()) + 2 * PAY_EPOCH_SECONDS);
    const finalize = { contract: 'RewardDistributor', method: 'finalizeRoot' } as const;
    await chain.root.send({ ...finalize, args: [stream] });
    const second = await scoredPay(chain.root, { stream, epoch: 2, cost: COST, fromBlock: 0 });
    const books = payBooks(second);
    const lie = await postWrongRoot(poster, { stream, epoch: 2n }, { books, index: 0 });
    const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
    writeFileSync(file, JSON.stringify({ schema: 'poiw.pay-root/v1', entries: lie }, text));
    const thrown = envelopeOf(await challenge('2'));
    expect(thrown.data).toMatchObject({ index: 0, right: String(books.entries[0]?.cumulative) });
  }, 240_000);

  test('behavior: an appeal that wins pays the appellant back and costs the defender, the wrong experts and the accused', async () => {
    const [disputant, defender] = await Promise.all([chain.outsider(), chain.outsider()]);
    const key = ['--key', keyFile('appellant', disputant)];
    const taskId = await judgedTask(rig, [VALID, VALID, VALID]);
    const { memberId: accused, worker } = rig.miner;
    const { case: id } = await openCase(
      { chain: disputant, blobs: rig.blobs },
      { ...DISPUTED, task: taskId, accuse: accused },
    );
    const caseId = BigInt(id);
    await ruleTier(rig, caseId, { score: VALID });
    const own = ['--key', keyFile('defender', defender)];
    // Nobody appealed yet: there is nothing to defend.
    await expect(takeSide({ chain: defender }, { caseId, side: 'defend' })).rejects.toMatchObject({
      details: { name: 'NothingToDefend' },
    });
    const appealed = envelopeOf(await dispute('appeal', id, ...key));
    expect(appealed.data).toMatchObject({ side: 'appeal', bond: (140n * TOS).toString() });
    const defended = envelopeOf(await dispute('defend', id, ...own));
    expect(defended.data).toMatchObject({ side: 'defend', bond: (70n * TOS).toString() });

    await passAppeals(rig, caseId);
    const before = await credits([disputant, defender]);
    const staked = (await readMember(chain.root, { memberId: accused })).staked;
    const experts = await creditsOf(rig.experts.map(({ owner }) => owner));
    await ruleTier(rig, caseId, { score: INVALID, guilt: 255 });
    expect(await readCase(chain.root, { caseId })).toMatchObject({ tier: 2, stage: 'appealable' });
    await passAppeals(rig, caseId);

    const closed = await readCase(chain.root, { caseId });
    expect(closed).toMatchObject({ stage: 'closed', ruling: packLanes([INVALID]), guilt: 255 });
    // Both bonds of the appellant come back; the defender's pays the seven experts.
    const after = await credits([disputant, defender]);
    expect(after.map((one, i) => one - (before[i] ?? 0n))).toEqual([170n * TOS, 0n]);
    // Of the tier that was overturned nobody is paid: the seven have their fees and all of the task's
    // experts' part between them.
    const paid = await creditsOf(rig.experts.map(({ owner }) => owner));
    const share = (TERMS.reward * BigInt(TERMS.split.experts)) / 10_000n / 7n;
    expect(paid.map((one, i) => one - (experts[i] ?? 0n))).toEqual(
      rig.experts.map(() => 10n * TOS + share),
    );
    const punished = await readMember(chain.root, { memberId: accused });
    expect(punished).toMatchObject({ worker, staked: (staked * 95n) / 100n });
  }, 240_000);

  test('behavior: an appeal that nobody opposes is judged all the same, and lost', async () => {
    const disputant = await chain.outsider();
    const taskId = await judgedTask(rig, [VALID, VALID, VALID]);
    const at = { chain: disputant, blobs: rig.blobs };
    const { case: id } = await openCase(at, { ...DISPUTED, task: taskId });
    const caseId = BigInt(id);
    await ruleTier(rig, caseId, { score: VALID });
    await takeSide(at, { caseId, side: 'appeal' });
    await passAppeals(rig, caseId);
    // Money on one side alone decides nothing: the next tier is asked.
    const asked = await readCase(chain.root, { caseId });
    expect(asked).toMatchObject({ tier: 2, stage: 'drawing', ruling: packLanes([VALID]) });
    await ruleTier(rig, caseId, { score: VALID });
    await passAppeals(rig, caseId);
    const closed = await readCase(chain.root, { caseId });
    expect(closed).toMatchObject({ stage: 'closed', ruling: packLanes([VALID]) });
    expect(await credits([disputant])).toEqual([0n]);
  }, 240_000);
});
