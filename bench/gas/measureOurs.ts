import { id as keccakOf } from 'ethers';
import { claimReward } from '../../chain/actions/claimReward.ts';
import { collectTask } from '../../chain/actions/collectTask.ts';
import { commitAnswer } from '../../chain/actions/commitAnswer.ts';
import { commitVote } from '../../chain/actions/commitVote.ts';
import { drawPanel } from '../../chain/actions/drawPanel.ts';
import { fixBeacon } from '../../chain/actions/fixBeacon.ts';
import { publishTask } from '../../chain/actions/publishTask.ts';
import { readMedians } from '../../chain/actions/readMedians.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { revealAnswer } from '../../chain/actions/revealAnswer.ts';
import { revealVotes } from '../../chain/actions/revealVotes.ts';
import { settleTask } from '../../chain/actions/settleTask.ts';
import { submitReceipt } from '../../chain/actions/submitReceipt.ts';
import type { ChainClient, MinedTransaction } from '../../chain/chainClient.ts';
import { TERMS, type LocalChain, type Party } from '../../chain/test/localChain.ts';
import { answerCommitHash, voteCommitHash } from '../../core/commitment.ts';
import type { Hex } from '../../core/contentId.ts';
import { NO_SLOT, packLanes } from '../../core/lanes.ts';
import { ALL_SLOTS } from '../../core/settlementSlots.ts';
import type { GasRow } from './gasRow.ts';

export interface Cast {
  readonly chain: LocalChain;
  readonly publisher: ChainClient;
  readonly miners: readonly Party[];
  readonly peers: readonly Party[];
  readonly autos: readonly Party[];
}

export interface TaskSize {
  readonly answers: number;
  readonly jurors: number;
}

const hash = (text: string): Hex => keccakOf(text) as Hex;

/** Scores differ by juror and answer, so that medians have something to find. */
export function scoreOf(juror: number, answer: number): number {
  return 1 + ((juror * 61 + answer * 37) % 255);
}

/** One life of a task on the real contracts: every answer gets one open lane. */
export async function measureOurs(cast: Cast, size: TaskSize): Promise<GasRow> {
  const { chain, publisher } = cast;
  const miners = cast.miners.slice(0, size.answers);
  const published = await publishTask(publisher, {
    ...TERMS,
    maxAnswers: size.answers,
    panelSize: size.jurors,
    attesters: cast.autos.length,
  });
  const { taskId } = published;
  const { schedule } = await readTask(publisher, { taskId });
  await chain.warpTo(schedule.thinkEnd + 1);
  const commits = await commitAnswers(publisher, taskId, miners);
  await chain.warpTo(schedule.commitEnd + 1);
  const reveals = await Promise.all(
    miners.map(({ client, memberId }) =>
      revealAnswer(client, { taskId, minerId: memberId, ...opening(memberId) }),
    ),
  );
  await chain.rpc('anvil_mine', ['0x2']);
  const beacon = await fixBeacon(chain.root, { taskId });
  // In the second half of the phase validators need not be drawn.
  await chain.warpTo(schedule.revealEnd + TERMS.windows.verify / 2 + 1);
  const receipts = await submitReceipts(cast, taskId, size.answers);
  const drawn = await drawPanel(chain.root, { taskId });
  await chain.warpTo(schedule.verifyEnd + 1);
  const panel = await panelOf(cast, taskId);
  const votes = await commitVotes(publisher, taskId, panel, size.answers);
  await chain.warpTo(schedule.voteCommitEnd + 1);
  const [first, ...others] = panel.map((peer) => voteOf(peer, size.answers));
  if (first === undefined) throw new Error('nobody was drawn');
  const direct = await revealVotes(chain.root, { taskId, votes: [first] });
  const relayed = await revealVotes(chain.root, { taskId, votes: others });
  const settled = await settleTask(chain.root, {
    taskId,
    medians: await readMedians(publisher, { taskId }),
  });
  const collected = await collectTask(chain.root, { taskId, slots: ALL_SLOTS });
  const claims = await claimAll(cast, [...miners, ...panel, ...cast.autos]);
  return {
    ...size,
    publish: gasOf([published]),
    commitAnswerEach: mean(commits),
    revealAnswerEach: mean(reveals),
    verify: gasOf([beacon, ...receipts]),
    openPanel: gasOf([drawn]),
    commitVoteEach: mean(votes),
    revealVoteDirect: gasOf([direct]),
    revealVoteRelayed: Math.round(gasOf([relayed]) / others.length),
    settle: gasOf([settled]),
    collect: gasOf([collected]),
    claims: gasOf(claims),
    claimEach: mean(claims),
  };
}

const opening = (memberId: number) => ({
  contentHash: hash(`content ${memberId}`),
  salt: hash(`salt ${memberId}`),
});

/** One after the other: each looks through the answers before it, so an early estimate runs short. */
async function commitAnswers(client: ChainClient, taskId: bigint, miners: readonly Party[]) {
  const domain = client.domainOf('TaskManager');
  const mined: MinedTransaction[] = [];
  for (const miner of miners) {
    const sealed = { taskId, round: 0, miner: miner.worker, ...opening(miner.memberId) };
    const commit = answerCommitHash(domain, sealed);
    mined.push(await commitAnswer(miner.client, { taskId, commit }));
  }
  return mined;
}

function submitReceipts(cast: Cast, taskId: bigint, answers: number) {
  const slots = Array.from({ length: answers }, (_, slot) => slot);
  const receipt = {
    root: hash('receipt'),
    proved: packLanes(slots.map(() => 100)),
    laneSlots: packLanes(slots, NO_SLOT),
    laneCaps: packLanes(slots.map(() => 150)),
    faults: 0,
  };
  return Promise.all(cast.autos.map(({ client }) => submitReceipt(client, { taskId, receipt })));
}

async function panelOf(cast: Cast, taskId: bigint): Promise<Party[]> {
  const { panel = [] } = await readTask(cast.publisher, { taskId });
  return panel.map((memberId) => {
    const peer = cast.peers.find((one) => one.memberId === memberId);
    if (peer === undefined) throw new Error(`juror ${memberId} is nobody of ours`);
    return peer;
  });
}

function voteOf(peer: Party, answers: number) {
  const scores = Array.from({ length: answers }, (_, lane) => scoreOf(peer.memberId, lane));
  return {
    jurorId: peer.memberId,
    scores: packLanes(scores),
    rationaleHash: hash(`rationale ${peer.memberId}`),
    salt: hash(`vote salt ${peer.memberId}`),
  };
}

function commitVotes(
  client: ChainClient,
  taskId: bigint,
  panel: readonly Party[],
  answers: number,
) {
  const domain = client.domainOf('VoteModule');
  return Promise.all(
    panel.map((peer) => {
      const vote = { taskId, tier: 0, round: 0, juror: peer.worker, ...voteOf(peer, answers) };
      const commit = voteCommitHash(domain, vote);
      return commitVote(peer.client, { taskId, round: 0, commit });
    }),
  );
}

function claimAll(cast: Cast, parties: readonly Party[]): Promise<MinedTransaction[]> {
  return Promise.all(parties.map(({ client, owner }) => claimReward(client, { to: owner })));
}

function gasOf(list: readonly MinedTransaction[]): number {
  return list.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0);
}

function mean(list: readonly MinedTransaction[]): number {
  return Math.round(gasOf(list) / list.length);
}
