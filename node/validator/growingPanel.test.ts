import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { id } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainTime } from '../../chain/actions/chainTime.ts';
import { commitVote } from '../../chain/actions/commitVote.ts';
import { readMember } from '../../chain/actions/readMember.ts';
import { readMedians } from '../../chain/actions/readMedians.ts';
import { readCredits } from '../../chain/actions/readCredits.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { readVotes } from '../../chain/actions/readVotes.ts';
import { revealVotes } from '../../chain/actions/revealVotes.ts';
import { startLocalChain, TERMS, type LocalChain } from '../../chain/test/localChain.ts';
import { verifiedTask } from '../../chain/test/verifiedTask.ts';
import { readTaskHistory } from '../../chain/taskHistory.ts';
import type { VoteState } from '../../chain/taskState.ts';
import { voteCommitHash } from '../../core/commitment.ts';
import { contentIdFromDigest, type ContentId, type Hex } from '../../core/contentId.ts';
import { packLanes } from '../../core/lanes.ts';
import { GROWING } from '../../core/panelGrowth.ts';
import { pokeTask, type Poked } from '../../tasks/pokeTask.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import { createCheckPool } from '../../validators/auto/createCheckPool.ts';
import {
  createPeerValidator,
  type PeerValidator,
} from '../../validators/peer/createPeerValidator.ts';
import type { ChainRecord } from '../bundle/chainRecord.ts';
import type { Evidence } from '../bundle/checks/evidence.ts';
import { checkGrowth, checkMedians, checkPayout } from '../bundle/checks/settlement.ts';
import { taskFacts } from '../bundle/taskFacts.ts';
import { createBlobStore } from '../createBlobStore.ts';
import { openJournal } from '../openJournal.ts';
import type { OpenNetwork } from '../openNetwork.ts';
import { viewTask } from '../viewTask.ts';
import { jurorDuties } from './jurorDuties.ts';

const hash = (text: string): Hex => id(text) as Hex;
const RATIONALE = { rationaleHash: hash('rationale'), salt: hash('vote salt') };
const [YES, NO] = [packLanes([220]), packLanes([20])];

/** A report the jurors of this test judged from. */
const REPORT = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy' as ContentId;

let chain: LocalChain;
let folder: string;
const closing: (() => void)[] = [];
let peers: Awaited<ReturnType<LocalChain['join']>>[];
/** The only one, so that it is drawn for every task. */
let auto: Awaited<ReturnType<LocalChain['join']>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poiw-growing-'));
  chain = await startLocalChain();
  peers = await Promise.all(Array.from({ length: 7 }, () => chain.join('peer')));
  auto = await chain.join('auto');
}, 180_000);
afterAll(async () => {
  for (const close of closing) close();
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A task whose receipt leaves one open lane to a growing panel. */
const growingTask = () => verifiedTask(chain, { autos: [auto], terms: { lane: 'growing' } });

async function poke(taskId: bigint): Promise<Poked | undefined> {
  const task = await readTask(chain.root, { taskId });
  return pokeTask(chain.root, task, (await chainTime(chain.root)).timestamp);
}

/** The seats of this round vote, and open their votes. */
async function voteRound(taskId: bigint, words: readonly Hex[]): Promise<VoteState[]> {
  const { ballot } = await readTask(chain.root, { taskId });
  const seats = (await readVotes(chain.root, { taskId })).filter(
    (seat) => seat.ballot.round === ballot?.round,
  );
  expect(seats).toHaveLength(words.length);
  const votes = seats.map((seat, i) => ({ ...seat, ...RATIONALE, scores: words[i] ?? NO }));
  for (const {
    worker,
    ballot: { round },
    scores,
    ...vote
  } of votes) {
    const juror = peers.find((one) => one.worker === worker);
    if (juror === undefined) throw new Error(`${worker} is no juror of this test`);
    const opening = { rationaleHash: vote.rationaleHash, salt: vote.salt, scores };
    const sealed = { taskId, tier: 0, round, juror: worker, ...opening };
    const commit = voteCommitHash(chain.root.domainOf('VoteModule'), sealed);
    await commitVote(juror.client, { taskId, round, commit });
  }
  await chain.warpTo((ballot?.commitEnd ?? 0) + 1);
  await revealVotes(chain.root, { taskId, votes });
  return seats;
}

/** What a bundle of the task is checked from. */
async function evidenceOf(taskId: bigint): Promise<Evidence> {
  const history = JSON.parse(
    JSON.stringify(await readTaskHistory(chain.root, taskId)),
  ) as ChainRecord['history'];
  const draft = { schema: 'poiw.chain-record/v1', taskId: taskId.toString(), history } as const;
  const facts = taskFacts(draft);
  const ids = [facts.answers, facts.receipts, facts.panels].flatMap((list) =>
    list.flatMap((one) => ('ids' in one ? one.ids : 'minerId' in one ? one.minerId : one.autoId)),
  );
  const members = await Promise.all(
    ids.map(async (memberId) => {
      const { id: member, owner, worker, role } = await readMember(chain.root, { memberId });
      return { id: member, owner, worker, role };
    }),
  );
  const record = { ...draft, addresses: chain.addresses, members };
  const task = { id: contentIdFromDigest(TERMS.specHash), spec: {} as TaskPackage['spec'] };
  return { files: new Map(), record, facts, task: { ...task, files: new Map() } };
}

/** Juror daemons with keys, journals and disks of their own; each says what the next opinion is. */
function startJurors(opinions: number[]): Promise<PeerValidator[]> {
  const judge = () => {
    const judgements = [
      { slot: 0, item: 'F1', score: opinions.shift() ?? 0, reasons: ['as read'] },
    ];
    return Promise.resolve({ schema: 'poiw.rationale/v1' as const, report: REPORT, judgements });
  };
  return Promise.all(
    peers.map(async ({ client, worker, memberId }) => {
      const journal = openJournal(join(folder, `juror-${memberId}`, 'journal.db'));
      closing.push(() => journal.close());
      const juror = createPeerValidator(
        {
          ...{ chain: client, blobs: createBlobStore(join(folder, 'blobs')), journal, judge },
          ...{ worker, workerKey: (client.wallet?.privateKey ?? '0x') as Hex },
          ...{ pool: createCheckPool({ threads: 1 }), log: () => undefined },
        },
        { pollMs: 100 },
      );
      await juror.start();
      return juror;
    }),
  );
}

/** Waits until so many seats of a round have sealed or opened their votes. */
function untilVoted(taskId: bigint, round: number, what: 'committed' | 'revealed', seats: number) {
  const voted = async () =>
    (await readVotes(chain.root, { taskId })).filter(
      (vote) => vote.ballot.round === round && vote[what],
    ).length;
  return expect.poll(voted, { timeout: 60_000 }).toBe(seats);
}

const look = (taskId: bigint) => viewTask({ chain: chain.root } as OpenNetwork, taskId);

describe('a growing panel', () => {
  test('behavior: daemons ask for two more seats while an item is undecided; one vote a juror, all counted', async () => {
    const taskId = await growingTask();
    const jurors = await startJurors([220, 220, 20, 220, 220]);
    await untilVoted(taskId, 0, 'committed', 3);
    const { ballot: before, answerBond } = await readTask(chain.root, { taskId });
    expect(await look(taskId)).toMatchObject({
      ...{ waitingFor: 'sealed votes', until: before?.commitEnd, votes: { seats: 3 } },
    });
    const exposed = jurors.map((juror) => juror.status().exposure).filter((bond) => bond > 0n);
    expect(exposed).toEqual([answerBond, answerBond, answerBond]);

    await chain.warpTo((before?.commitEnd ?? 0) + 1);
    await untilVoted(taskId, 1, 'committed', 2);
    const grown = await readTask(chain.root, { taskId });
    expect(grown.panel).toHaveLength(5);
    expect(new Set(grown.panel).size).toBe(5);
    expect(await look(taskId)).toMatchObject({
      ...{ waitingFor: 'sealed votes of round 2', until: grown.ballot?.commitEnd },
      votes: { seats: 5, committed: 5, revealed: 3 },
    });
    const [early] = await readVotes(chain.root, { taskId });
    const { duties } = await jurorDuties(chain.root, {
      ...{ worker: early?.worker ?? '0x', fromBlock: 0 },
    });
    expect(duties.map(({ stage }) => stage)).toEqual(['revealed']);
    const { reward, split } = grown;
    const pay = (reward * BigInt(split.peers)) / 10_000n / BigInt(GROWING.most);
    expect(duties[0]?.pay).toBe(pay);

    await chain.warpTo((grown.ballot?.commitEnd ?? 0) + 1);
    const owners = peers.flatMap(({ memberId, owner }) =>
      grown.panel?.includes(memberId) === true ? [owner] : [],
    );
    const credited = () =>
      Promise.all(owners.map((address) => readCredits(chain.root, { address })));
    await expect.poll(credited, { timeout: 60_000 }).toEqual(Array.from({ length: 5 }, () => pay));
    await Promise.all(jurors.map((juror) => juror.stop()));
    expect(await look(taskId)).toMatchObject({ state: 'settled', until: null });
    expect(await readMedians(chain.root, { taskId })).toBe(YES);
    expect(jurors.map((juror) => juror.status().seats)).toEqual(peers.map(() => []));

    const evidence = await evidenceOf(taskId);
    const { facts } = evidence;
    expect(facts.panels.map(({ round, ids }) => [round, ids.length])).toEqual([
      [0, 3],
      [1, 2],
    ]);
    checkGrowth(evidence);
    checkMedians(evidence);
    checkPayout(evidence);
    // Had the first round agreed, nobody was to be drawn after it.
    const agreed = facts.votes.map((vote) => ({ ...vote, scores: YES }));
    expect(() => checkGrowth({ ...evidence, facts: { ...facts, votes: agreed } })).toThrow(
      /grew after round 0/,
    );
    // The last round alone is not what was counted.
    const turned = facts.votes.map((vote) => (vote.round === 0 ? { ...vote, scores: NO } : vote));
    expect(() => checkMedians({ ...evidence, facts: { ...facts, votes: turned } })).toThrow(
      /medians/,
    );
  });

  test('behavior: when nobody asks for seats in time the panel stands as it is', async () => {
    const taskId = await growingTask();
    await poke(taskId);
    await voteRound(taskId, [NO, YES, NO]);
    const { growEnd = 0 } = await readTask(chain.root, { taskId });
    expect(await look(taskId)).toMatchObject({
      ...{ waitingFor: 'anyone to ask for two more jurors', until: growEnd },
    });
    await chain.warpTo(growEnd + 1);
    expect(await look(taskId)).toMatchObject({ waitingFor: 'anyone to settle it' });
    expect(await poke(taskId)).toBe('settled');
    expect((await readTask(chain.root, { taskId })).panel).toHaveLength(3);
  });
});
