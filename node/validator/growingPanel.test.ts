import { id } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainTime } from '../../chain/actions/chainTime.ts';
import { commitAnswer } from '../../chain/actions/commitAnswer.ts';
import { commitVote } from '../../chain/actions/commitVote.ts';
import { fixBeacon } from '../../chain/actions/fixBeacon.ts';
import { publishTask } from '../../chain/actions/publishTask.ts';
import { readMember } from '../../chain/actions/readMember.ts';
import { readMedians } from '../../chain/actions/readMedians.ts';
import { readCredits } from '../../chain/actions/readCredits.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { readVotes } from '../../chain/actions/readVotes.ts';
import { revealAnswer } from '../../chain/actions/revealAnswer.ts';
import { revealVotes } from '../../chain/actions/revealVotes.ts';
import { submitReceipt } from '../../chain/actions/submitReceipt.ts';
import { startLocalChain, TERMS, type LocalChain } from '../../chain/test/localChain.ts';
import { readTaskHistory } from '../../chain/taskHistory.ts';
import type { VoteState } from '../../chain/taskState.ts';
import { answerCommitHash, voteCommitHash } from '../../core/commitment.ts';
import { contentIdFromDigest, type Hex } from '../../core/contentId.ts';
import { packLanes } from '../../core/lanes.ts';
import { GROWING } from '../../core/panelGrowth.ts';
import { collectOwn } from '../../tasks/collectOwn.ts';
import { pokeTask, type Poked } from '../../tasks/pokeTask.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import type { ChainRecord } from '../bundle/chainRecord.ts';
import type { Evidence } from '../bundle/checks/evidence.ts';
import { checkGrowth, checkMedians, checkPayout } from '../bundle/checks/settlement.ts';
import { taskFacts } from '../bundle/taskFacts.ts';
import { jurorDuties } from './jurorDuties.ts';

const hash = (text: string): Hex => id(text) as Hex;
const OPENING = { contentHash: hash('content'), salt: hash('salt') };
const RATIONALE = { rationaleHash: hash('rationale'), salt: hash('vote salt') };
const [YES, NO] = [packLanes([220]), packLanes([20])];

let chain: LocalChain;
let peers: Awaited<ReturnType<LocalChain['join']>>[];
/** The only one, so that it is drawn for every task. */
let auto: Awaited<ReturnType<LocalChain['join']>>;

beforeAll(async () => {
  chain = await startLocalChain();
  peers = await Promise.all(Array.from({ length: 7 }, () => chain.join('peer')));
  auto = await chain.join('auto');
}, 180_000);
afterAll(() => chain.stop());

/** A task whose receipt leaves one open lane to a growing panel. */
async function verifiedTask(): Promise<bigint> {
  const [publisher, miner] = await Promise.all([chain.outsider(), chain.join('miner')]);
  const { taskId } = await publishTask(publisher, { ...TERMS, attesters: 1, lane: 'growing' });
  const { schedule } = await readTask(publisher, { taskId });
  await chain.warpTo(schedule.thinkEnd + 1);
  const sealed = { taskId, round: 0, miner: miner.worker, ...OPENING };
  const commit = answerCommitHash(publisher.domainOf('TaskManager'), sealed);
  await commitAnswer(miner.client, { taskId, commit });
  await chain.warpTo(schedule.commitEnd + 1);
  await revealAnswer(chain.root, { taskId, minerId: miner.memberId, ...OPENING });
  await chain.rpc('anvil_mine', ['0x2']);
  await fixBeacon(chain.root, { taskId });
  await chain.warpTo(schedule.revealEnd + 1);
  const lanes = { laneSlots: packLanes([0], 0xff), laneCaps: packLanes([50]) };
  const receipt = { root: hash('root'), proved: packLanes([100]), ...lanes, faults: 0 };
  await submitReceipt(auto.client, { taskId, receipt });
  return taskId;
}

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

describe('a growing panel', () => {
  test('behavior: two more seats while an item is undecided, one vote a juror, all votes counted', async () => {
    const taskId = await verifiedTask();
    expect(await poke(taskId)).toBe('panel-drawn');
    const first = await voteRound(taskId, [YES, YES, NO]);
    expect(await poke(taskId)).toBe('panel-rolled');
    await chain.rpc('anvil_mine', ['0x2']);
    expect(await poke(taskId)).toBe('panel-drawn');
    const grown = await readTask(chain.root, { taskId });
    expect(grown.panel).toHaveLength(5);
    expect(grown.ballot?.round).toBe(1);

    const [early] = first;
    const duties = await jurorDuties(chain.root, { worker: early?.worker ?? '0x', fromBlock: 0 });
    expect(duties.duties.map(({ stage }) => stage)).toEqual(['revealed']);
    const { reward, split } = grown;
    const pay = (reward * BigInt(split.peers)) / 10_000n / BigInt(GROWING.most);
    expect(duties.duties[0]?.pay).toBe(pay);

    const joined = await voteRound(taskId, [YES, YES]);
    expect(joined.some(({ jurorId }) => first.some((one) => one.jurorId === jurorId))).toBe(false);
    expect(await readMedians(chain.root, { taskId })).toBe(YES);
    expect(await poke(taskId)).toBe('settled');
    const ended = await readTask(chain.root, { taskId });
    for (const { jurorId, worker } of [...first, ...joined]) {
      expect(await collectOwn(chain.root, ended, jurorId)).toBe(1);
      const address = peers.find((one) => one.worker === worker)?.owner ?? '0x';
      expect(await readCredits(chain.root, { address })).toBe(pay);
    }

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
    const taskId = await verifiedTask();
    await poke(taskId);
    await voteRound(taskId, [NO, YES, NO]);
    const { growEnd = 0 } = await readTask(chain.root, { taskId });
    await chain.warpTo(growEnd + 1);
    expect(await poke(taskId)).toBe('settled');
    expect((await readTask(chain.root, { taskId })).panel).toHaveLength(3);
  });
});
