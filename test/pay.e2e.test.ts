import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commitAnswer } from '../chain/actions/commitAnswer.ts';
import { chainTime } from '../chain/actions/chainTime.ts';
import { rateMember } from '../chain/actions/rateMember.ts';
import { readAnswers } from '../chain/actions/readAnswers.ts';
import { readMember } from '../chain/actions/readMember.ts';
import { revealAnswer } from '../chain/actions/revealAnswer.ts';
import { taskCount } from '../chain/actions/taskCount.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { startLocalChain, TOS, type LocalChain, type Party } from '../chain/test/localChain.ts';
import { grantRole } from '../chain/test/grantRole.ts';
import { appointPoster } from '../chain/test/payRoots.ts';
import { canonicalBytes } from '../core/canonicalJson.ts';
import { answerCommitHash, deriveSalt } from '../core/commitment.ts';
import { digestOf, type Hex } from '../core/contentId.ts';
import type { Journal } from '../core/journal.ts';
import { PAY_EPOCH_SECONDS, scoreEpochs } from '../core/judging/payEpochs.ts';
import { plantedSalt } from '../core/judging/plantedSalt.ts';
import { plantWord } from '../core/judging/plantWord.ts';
import { LEAST_STAKE } from '../core/judging/tierTable.ts';
import { createBlobStore } from '../node/createBlobStore.ts';
import { openJournal } from '../node/openJournal.ts';
import { readJudged } from '../node/pay/readJudged.ts';
import { rateEpoch, type RatedMember } from '../node/pay/rateEpoch.ts';
import { runPlant, type RunPlantOptions } from '../node/pay/runPlant.ts';
import { streamOf } from '../node/pay/scoredPay.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import { judgedTask, ruleCase, type CourtRig } from './courtRig.ts';
import { envelopeOf, finish, runCli, startCli } from './runCli.ts';

/** Planted items, records and a lost journal, from the real command line, on a chain of their own. */
let folder: string;
let chain: LocalChain;
let rig: CourtRig;
let planter: Party;
let poster: ChainClient;
let specHash: Hex;
const journals = new Map<number, Journal & { close(): void }>();
const [VALID, INVALID] = [220, 20];

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

/** Governance appoints who counts epochs and who writes records. */
async function appoint(): Promise<ChainClient> {
  const client = await appointPoster(chain, { stream: streamOf('peers'), purse: 1_000n * TOS });
  const { stakeManager: on } = chain.addresses;
  await grantRole(chain, 'RATER', { on, to: client.address });
  return client;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-pay-'));
  chain = await startLocalChain({ disputeSeconds: 3_600 });
  const members = (role: 'auto' | 'peer' | 'expert' | 'miner', count: number) =>
    Promise.all(Array.from({ length: count }, () => chain.join(role, 500n * TOS)));
  const [miners, autos, jurors, experts] = await Promise.all([
    ...[members('miner', 2), members('auto', 2), members('peer', 3), members('expert', 3)],
  ]);
  const [miner, second] = miners ?? [];
  const blobs = createBlobStore(join(folder, 'blobs'));
  rig = { chain, blobs, journalOf, miner, autos, jurors, experts } as CourtRig;
  planter = second as Party;
  poster = await appoint();
  const { package: task } = await loadTaskFolder('tasks/samples/audit-harbor');
  for (const blob of [canonicalBytes(task.spec), ...task.files.values()]) await blobs.put(blob);
  specHash = digestOf(task.id);
  const { addresses, url: rpcUrl } = chain;
  const body = { schema: 'poiw.network/v1', rpcUrl, addresses, blobs: 'blobs', fromBlock: 0 };
  writeFileSync(join(folder, 'network.json'), JSON.stringify(body));
}, 240_000);
afterAll(async () => {
  for (const journal of journals.values()) journal.close();
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
});

const network = () => join(folder, 'network.json');
const pay = (...args: string[]) => runCli(['pay', ...args, '--network', network(), '--json']);
/** One pass of planting in every task. */
const plant = (other: Partial<RunPlantOptions> = {}) =>
  runPlant({
    ...{ network: network(), share: 1_000_000, data: join(folder, 'planter') },
    ...{ key: keyFile('poster', poster), planter: keyFile('planter', planter.client) },
    ...{ env: {}, signal: AbortSignal.timeout(100_000), log: () => {} },
    ...other,
  });
/** What only the poster can: an answer with the first seed's salt that the seed does not make. */
async function forge({ client, worker, memberId }: Party): Promise<void> {
  const { chainId, contract } = client.domainOf('TaskManager');
  const key = (poster.wallet?.privateKey ?? '0x') as Hex;
  const secret = deriveSalt(key, `planted|${chainId}|${contract.toLowerCase()}`);
  const of = { chainId, contract, taskId: await taskCount(client), round: 0, actor: worker };
  const opened = { contentHash: specHash, salt: plantedSalt(plantWord(secret, 2), of) };
  const { taskId } = of;
  const answers = await readAnswers(client, { taskId });
  if (answers.some((one) => one.minerId === memberId)) {
    await revealAnswer(client, { taskId, minerId: memberId, ...opened });
    return;
  }
  const sealed = { taskId, round: 0, miner: worker, ...opened };
  await commitAnswer(client, { taskId, commit: answerCommitHash(of, sealed) });
}
const plantedLabels = async () =>
  (await readJudged(chain.root, 0)).tasks.map(({ planted }) => [...planted]);

describe('poiw pay', () => {
  test('default: what was planted is known once its seed is open, and scores jurors', async () => {
    const stages: unknown[] = [];
    const forger = await chain.join('miner');
    const votes = [
      [VALID, VALID],
      [VALID, INVALID],
      [VALID, INVALID],
    ];
    const task = await judgedTask(rig, votes, {
      ...{ specHash, slots: [0, 1] },
      meanwhile: async () => {
        stages.push((await plant()).tasks);
        await forge(forger);
      },
    });
    expect(stages).toEqual([[{ task, stage: 'committed' }], [{ task, stage: 'revealed' }]]);
    const audit = ['dispute', 'audit', task.toString(), '--network', network(), '--json'];
    const drawn = await runCli([...audit, '--key', keyFile('anyone', await chain.outsider())]);
    expect(envelopeOf(drawn).data).toMatchObject({ case: '1' });
    await ruleCase(rig, 1n, VALID);
    expect(await plantedLabels()).toEqual([[]]);

    const key = ['--key', keyFile('poster', poster), '--planter', keyFile('p', planter.client)];
    const at = ['--data', join(folder, 'planter'), '--share', '0'];
    const opened = envelopeOf(await pay('plant', ...key, ...at));
    expect(opened).toMatchObject({ data: { word: 2, opened: true, tasks: [] }, warnings: [] });
    const seen = await pay('planted');
    expect(seen.code).toBe(8);
    expect(envelopeOf(seen).data).toMatchObject({
      ...{ words: 2, seeds: [{}] },
      answers: [
        { task: task.toString(), slot: 1, member: planter.memberId, asSeeded: true },
        { task: task.toString(), slot: 2, member: forger.memberId, asSeeded: false },
      ],
    });
    expect(await plantedLabels()).toEqual([[[1, false]]]);
    const { origin, tasks } = await readJudged(chain.root, 0);
    const [epoch] = scoreEpochs(tasks, { origin, last: 1 });
    const planted = epoch?.scores.filter(({ lane }) => lane === 1) ?? [];
    expect(planted.map(({ vote, label }) => [vote, label]).sort()).toEqual([
      [false, false],
      [false, false],
      [true, false],
    ]);
    for (const { vote, score } of planted) expect(score).toBe(vote ? -1_000_000 : 1_000_000);
  }, 240_000);

  test('behavior: records of jurors and experts are written from an epoch posted, once', async () => {
    const key = ['--key', keyFile('poster', poster)];
    const rate = () => pay('rate', '--epoch', '1', ...key);
    expect((await rate()).code).toBe(7);
    const { origin } = await readJudged(chain.root, 0);
    const end = origin + PAY_EPOCH_SECONDS;
    await chain.warpTo(Math.max(end, (await chainTime(chain.root)).timestamp) + 10);
    const posted = await pay('post', '--epoch', '1', ...key, '--cost', (TOS / 10n).toString());
    expect(posted.code).toBe(0);
    const { members } = envelopeOf<{ members: RatedMember[] }>(await rate()).data;
    // What was planted is known to experts, and no measure of them.
    expect(members.map(({ role, labels, did }) => [role, labels, did]).sort()).toEqual([
      ...rig.experts.map(() => ['expert', 1, 'written']),
      ...rig.jurors.map(() => ['peer', 2, 'written']),
    ]);
    const right = members.filter(({ labels }) => labels === 2).map((one) => one.rate);
    // Two of two right: 2 / (2 + 1.645²); one of two for whoever took what was planted for true.
    expect(right.sort()).toEqual([1208, 4249, 4249]);
    const least = { contract: 'StakeManager', method: 'MIN_STAKE', args: [] } as const;
    expect(await chain.root.read(least)).toBe(LEAST_STAKE);
    for (const { member: memberId, rate: written, labels } of members) {
      const member = await readMember(chain.root, { memberId });
      expect(member).toMatchObject({ rate: written, done: labels });
    }
    const shown = await runCli([
      'member',
      String(members[0]?.member),
      '--network',
      network(),
      '--json',
    ]);
    expect(envelopeOf(shown).data).toMatchObject({
      level: 'beginner',
      bonusBps: 0,
      priority: 'low',
    });
    const stranger = await chain.outsider();
    const of = { stream: streamOf('peers'), epoch: 1, fromBlock: 0 };
    const again = await rateEpoch(stranger, of);
    expect(new Set(again.map(({ did }) => did))).toEqual(new Set(['unchanged']));
    const [first] = members;
    const { member: memberId = 0, rate: kept = 0 } = first ?? {};
    await rateMember(poster, { memberId, rate: kept, done: 9, checks: 0 });
    await expect(rateEpoch(stranger, of)).rejects.toMatchObject({ code: 'E_CHAIN_REJECTED' });
  }, 240_000);

  test('behavior: the words are one key’s; a planter who is no miner is refused', async () => {
    const stranger = keyFile('stranger', await chain.outsider());
    const own = { key: stranger, data: join(folder, 'other') };
    await expect(plant(own)).rejects.toMatchObject({ code: 'E_PROTECTION' });
    await expect(plant({ planter: stranger })).rejects.toMatchObject({ code: 'E_CONFIG' });
  }, 240_000);
});

describe('poiw validator start', () => {
  test('behavior: a deleted database is refused, recovered from key and chain; one key, one process', async () => {
    const [juror] = rig.jurors as [Party];
    const data = ['--data', join(folder, 'deleted')];
    const key = ['--key', keyFile('juror', juror.client)];
    const at = ['--network', network(), '--doppelganger-wait', '0', '--log-format', 'json'];
    const start = ['validator', 'start', '--tier', 'peer', ...key, ...at];
    const task = await judgedTask(rig, [VALID, VALID, VALID], {
      sealed: async () => {
        const refused = await runCli([...start, ...data, '--json']);
        expect(refused.code).toBe(13);
        expect(envelopeOf(refused).error).toMatchObject({ code: 'E_PROTECTION' });

        const child = startCli([...start, ...data, '--recover']);
        const ended = finish(child);
        let told = '';
        child.stderr?.on('data', (text: string) => (told += text));
        while (!told.includes('"started"') && child.exitCode === null) await sleep(50);
        expect(told).toContain('"event":"recovered"');
        const twin = await runCli([...start, '--data', join(folder, 'twin'), '--json']);
        expect(twin.code).toBe(12);
        child.kill('SIGTERM');
        expect((await ended).code).toBe(0);
      },
    });
    const shown = await runCli(['protection', 'show', ...data, '--json']);
    const { promises } = envelopeOf<{ promises: object[] }>(shown).data;
    const opening = { kind: 'vote', task: task.toString(), opening: true };
    expect(promises).toContainEqual(expect.objectContaining(opening));
    const check = ['protection', 'check', ...data, '--network', network()];
    const checked = await runCli([...check, '--worker', juror.worker, '--json']);
    expect(envelopeOf(checked).data).toEqual({ unknown: [], contradicted: [] });
  }, 240_000);
});
