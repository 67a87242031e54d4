import { Transaction, id } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerCommitHash, hiddenCommitHash, voteCommitHash } from '../core/commitment.ts';
import type { Hex } from '../core/contentId.ts';
import { packLanes } from '../core/lanes.ts';
import { settle } from '../core/payout.ts';
import { ALL_SLOTS, PUBLISHER_SLOT, answerSlot } from '../core/settlementSlots.ts';
import { phaseAt } from '../core/phase.ts';
import { chainTime } from './actions/chainTime.ts';
import { claimReward } from './actions/claimReward.ts';
import { collectTask } from './actions/collectTask.ts';
import { commitAnswer } from './actions/commitAnswer.ts';
import { commitVote } from './actions/commitVote.ts';
import { drawPanel } from './actions/drawPanel.ts';
import { fixBeacon } from './actions/fixBeacon.ts';
import { openHidden } from './actions/openHidden.ts';
import { publishTask } from './actions/publishTask.ts';
import { readAnswers } from './actions/readAnswers.ts';
import { readCredits } from './actions/readCredits.ts';
import { readMedians } from './actions/readMedians.ts';
import { readMember } from './actions/readMember.ts';
import { readMemberByWorker } from './actions/readMemberByWorker.ts';
import { readTask } from './actions/readTask.ts';
import { readVotes } from './actions/readVotes.ts';
import { refundTask } from './actions/refundTask.ts';
import { revealAnswer } from './actions/revealAnswer.ts';
import { revealVotes } from './actions/revealVotes.ts';
import { settleTask } from './actions/settleTask.ts';
import { submitReceipt } from './actions/submitReceipt.ts';
import { taskCount } from './actions/taskCount.ts';
import { tokenBalance } from './actions/tokenBalance.ts';
import type { ChainClient } from './chainClient.ts';
import { readTaskHistory } from './taskHistory.ts';
import type { MemberRole } from './member.ts';
import type { Receipt } from './taskState.ts';
import { TERMS, TOS, startLocalChain, type LocalChain, type Party } from './test/localChain.ts';

const hash = (text: string): Hex => id(text) as Hex;
const ZERO = packLanes([]);

let chain: LocalChain;
let publisher: ChainClient;
let miners: Party[];
let autos: Party[];
let peers: Party[];

beforeAll(async () => {
  chain = await startLocalChain();
  publisher = await chain.outsider();
  const join = (role: MemberRole, n: number) =>
    Promise.all(Array.from({ length: n }, () => chain.join(role)));
  [miners, autos, peers] = await Promise.all([join('miner', 4), join('auto', 2), join('peer', 3)]);
});

afterAll(() => chain.stop());

const sealed = (client: ChainClient, taskId: bigint, party: Party, text: string) => ({
  contentHash: hash(`content ${text}`),
  salt: hash(`salt ${text}`),
  commit: answerCommitHash(client.domainOf('TaskManager'), {
    taskId,
    round: 0,
    miner: party.worker,
    contentHash: hash(`content ${text}`),
    salt: hash(`salt ${text}`),
  }),
});

const credits = (owners: readonly { owner: Hex }[]) =>
  Promise.all(owners.map(({ owner }) => readCredits(chain.root, { address: owner })));

const supply = () => chain.root.read({ contract: 'PoIWToken', method: 'totalSupply', args: [] });

describe('a task’s life', () => {
  test('default: published, answered, verified, voted on, settled, claimed', async () => {
    const domain = publisher.domainOf('TaskManager');
    const hidden = { contentHash: hash('hidden'), salt: hash('hidden salt') };
    const address = publisher.address ?? '0x';
    const hiddenCommit = hiddenCommitHash(domain, {
      publisher: address,
      specHash: TERMS.specHash,
      ...hidden,
    });
    const supplyBefore = (await supply()) as bigint;
    const balanceBefore = await tokenBalance(publisher, { address });
    const { taskId } = await publishTask(publisher, { ...TERMS, hiddenCommit });
    expect(await taskCount(publisher)).toBe(taskId);
    expect(balanceBefore - (await tokenBalance(publisher, { address }))).toBe((150n + 40n) * TOS);

    const { schedule } = await readTask(publisher, { taskId });
    await chain.warpTo(schedule.thinkEnd + 1);
    expect(phaseAt(schedule, (await chainTime(publisher)).timestamp)).toBe('committing');
    const openings = miners.map((miner, i) => sealed(publisher, taskId, miner, `${taskId} ${i}`));
    for (const [i, miner] of miners.entries()) {
      await commitAnswer(miner.client, { taskId, commit: openings[i]?.commit ?? '0x' });
    }

    await chain.warpTo(schedule.commitEnd + 1);
    // The fourth miner never reveals; a stranger reveals for the others.
    for (const [i, miner] of miners.slice(0, 3).entries()) {
      const { contentHash, salt } = openings[i] ?? hidden;
      await revealAnswer(chain.root, { taskId, minerId: miner.memberId, contentHash, salt });
    }
    await openHidden(publisher, { taskId, ...hidden });
    await fixBeacon(chain.root, { taskId });
    const answers = await readAnswers(chain.root, { taskId });
    expect(answers.map((one) => one.revealed)).toEqual([true, true, true, false]);
    expect(answers.map((one) => one.commit)).toEqual(openings.map((one) => one.commit));

    await chain.warpTo(schedule.revealEnd + 1);
    const receipt: Receipt = {
      root: hash('root'),
      proved: packLanes([200, 55]),
      laneSlots: packLanes([0, 1, 1], 0xff),
      laneCaps: packLanes([100, 50, 255]),
      faults: 0b100,
    };
    for (const auto of autos) await submitReceipt(auto.client, { taskId, receipt });
    const verified = await readTask(chain.root, { taskId });
    expect(verified).toMatchObject({ agreeing: 2, agreed: receipt, hidden });
    await drawPanel(chain.root, { taskId });
    const { panel = [] } = await readTask(chain.root, { taskId });
    expect([...panel].sort((a, b) => a - b)).toEqual(
      peers.map((peer) => peer.memberId).sort((a, b) => a - b),
    );

    await chain.warpTo(schedule.verifyEnd + 1);
    const votes = peers.map((peer, i) => ({
      jurorId: peer.memberId,
      scores: packLanes([50 * i, 255, 10 + i]),
      rationaleHash: hash(`rationale ${i}`),
      salt: hash(`vote salt ${i}`),
    }));
    for (const [i, peer] of peers.entries()) {
      const { scores, rationaleHash, salt } = votes[i] ?? {
        scores: ZERO,
        ...hidden,
        rationaleHash: ZERO,
      };
      const vote = { taskId, tier: 0, round: 0, juror: peer.worker, scores, rationaleHash, salt };
      const commit = voteCommitHash(peer.client.domainOf('VoteModule'), vote);
      await commitVote(peer.client, { taskId, round: 0, commit });
    }
    await chain.warpTo(schedule.voteCommitEnd + 1);
    await revealVotes(chain.root, { taskId, votes: votes.slice(0, 2) });
    const seen = await readVotes(chain.root, { taskId });
    expect(seen.find((one) => one.jurorId === votes[0]?.jurorId)).toMatchObject(votes[0] ?? {});
    expect(seen.map((one) => one.revealed).filter(Boolean)).toHaveLength(2);

    await chain.warpTo(schedule.voteRevealEnd + 1);
    const medians = await readMedians(chain.root, { taskId });
    // The first juror abstains in lane 0.
    expect(medians).toBe(packLanes([50, 255, 10]));
    const wrong = settleTask(chain.root, { taskId, medians: packLanes([51, 255, 10]) });
    await expect(wrong).rejects.toMatchObject({ details: { name: 'BadHint' } });
    const mined = await settleTask(chain.root, { taskId, medians });

    const expected = settle({
      reward: TERMS.reward,
      split: TERMS.split,
      points: [200 + 19, 55 + 50 + 10, 0, 0],
      seats: panel.map((jurorId) => jurorId !== votes[2]?.jurorId),
      attesters: 2,
    });
    expect(mined.events.find((one) => one.name === 'TaskSettled')?.args).toMatchObject({
      medians,
      present: '2',
    });
    // Settling moved no money: each share is taken by who asks for it, and only once.
    expect(await credits(miners)).toEqual([0n, 0n, 0n, 0n]);
    await collectTask(chain.root, { taskId, slots: [answerSlot(1), PUBLISHER_SLOT] });
    expect(await credits(miners)).toEqual([0n, expected.miners[1], 0n, 0n]);
    await collectTask(chain.root, { taskId, slots: ALL_SLOTS });
    expect(await credits(miners)).toEqual(expected.miners);
    expect(await credits(autos)).toEqual([expected.autoEach, expected.autoEach]);
    const seat = expected.peers.find((pay) => pay > 0n) ?? 0n;
    expect(await credits(peers)).toEqual([seat, seat, 0n]);
    expect(await readCredits(chain.root, { address })).toBe(expected.refunded + 50n * TOS);

    // One silent miner and one silent juror lose the bond, the disproved answer half of it.
    const burned = 2n * TERMS.answerBond + TERMS.answerBond / 2n;
    expect(supplyBefore - ((await supply()) as bigint)).toBe(burned);
    for (const { memberId } of [...miners, ...peers]) {
      expect((await readMember(chain.root, { memberId })).locked).toBe(0n);
    }
    for (const one of [...miners, ...peers, ...autos]) {
      if ((await readCredits(chain.root, { address: one.owner })) > 0n) {
        await claimReward(chain.root, { to: one.owner });
      }
    }
    await claimReward(chain.root, { to: address });
    await claimReward(chain.root, { to: chain.addresses.treasury });
    for (const empty of [chain.addresses.taskManager, chain.addresses.rewardDistributor]) {
      expect(await tokenBalance(chain.root, { address: empty })).toBe(0n);
    }
  });

  test('behavior: the history of a task proves who sent what', async () => {
    const history = await readTaskHistory(chain.root, 1n);
    const names = history.flatMap((entry) => entry.events.map((event) => event.name));
    for (const name of ['TaskPublished', 'HiddenOpened', 'PanelDrawn', 'Slashed', 'Credited']) {
      expect(names).toContain(name);
    }
    expect(names.at(-1)).toBe('Credited');
    for (const entry of history) {
      const raw = Transaction.from(entry.rawTransaction);
      expect(raw.hash).toBe(entry.transactionHash);
      expect(raw.from).toBe(entry.from);
    }
    expect(() => JSON.stringify(history)).not.toThrow();
  });

  test('behavior: without an answer everything goes back', async () => {
    const address = publisher.address ?? '0x';
    const before = await tokenBalance(publisher, { address });
    const { taskId } = await publishTask(publisher, TERMS);
    const { schedule } = await readTask(publisher, { taskId });
    await chain.warpTo(schedule.revealEnd + 1);
    await refundTask(chain.root, { taskId });
    await collectTask(chain.root, { taskId, slots: [PUBLISHER_SLOT] });
    const { amount } = await claimReward(chain.root, { to: address });
    expect(amount).toBe(150n * TOS);
    // The publication fee is not part of the escrow: it stays with the network.
    expect(await tokenBalance(publisher, { address })).toBe(before - 40n * TOS);
    expect((await readTask(publisher, { taskId })).state).toBe('refunded');
  });

  test('error: a refusal carries the contract’s error and its values', async () => {
    const { taskId } = await publishTask(publisher, TERMS);
    await chain.warpTo((await readTask(publisher, { taskId })).schedule.thinkEnd + 1);
    const early = revealAnswer(publisher, { taskId, minerId: 1, contentHash: ZERO, salt: ZERO });
    await expect(early).rejects.toMatchObject({
      code: 'E_CHAIN_REJECTED',
      details: { name: 'WrongPhase', args: { id: taskId.toString(), have: '1', need: '2' } },
    });
    const bad = publishTask(publisher, { ...TERMS, attesters: 6 });
    await expect(bad).rejects.toMatchObject({
      details: { name: 'TermsOutOfRange', args: { field: 'attesters', value: '6' } },
    });
    await expect(readTask(publisher, { taskId: 999n })).rejects.toMatchObject({
      code: 'E_NOT_FOUND',
    });
    const nobody = await readMemberByWorker(publisher, { worker: publisher.address ?? '0x' });
    expect(nobody).toBeUndefined();
  });
});
