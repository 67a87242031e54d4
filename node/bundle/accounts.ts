import type { Receipt } from '../../chain/taskState.ts';
import { publisherStake } from '../../core/economy/publisherStake.ts';
import type { AuditedTask } from '../../core/judging/auditDraw.ts';
import { NO_SLOT, packLanes, unpackLanes } from '../../core/lanes.ts';
import { panelVerdict, type SeatVote } from '../../core/panelVerdict.ts';
import { GROWING } from '../../core/panelGrowth.ts';
import { expertsShare } from '../../core/expertsShare.ts';
import { settle } from '../../core/payout.ts';
import { finalPoints, type Lane } from '../../core/scoring.ts';
import type { ChainRecord } from './chainRecord.ts';
import { coherentExperts } from './courtMoney.ts';
import type { TaskFacts } from './taskFacts.ts';

interface Payment {
  readonly to: string;
  readonly role: 'miner' | 'peer' | 'expert' | 'auto' | 'treasury';
  /** wei */
  readonly amount: string;
}

/** Where a task's money went. escrow = sum(paid) + refunded + burned, exactly; all in wei. */
export interface Accounts {
  /** The reward: what the publisher put up to be earned. */
  readonly escrow: string;
  readonly paid: readonly Payment[];
  /** Back to the publisher out of the escrow. */
  readonly refunded: string;
  /** Burned out of the escrow: nothing in the present rules. */
  readonly burned: string;
  /** Kept apart from the escrow: the publisher's stake and the stakes locked as bonds. */
  readonly bonds: {
    readonly publisherStakeReturned: string;
    /** Burned for silence, disproved answers, lost disputes, or a hidden part never opened. */
    readonly forfeited: string;
  };
}

/** The receipt that a quorum of automatic validators agreed on. */
export function agreedReceipt({ receipts, terms }: TaskFacts): Receipt | undefined {
  const quorum = Math.floor(terms.attesters / 2) + 1;
  return receipts.find(({ receipt }) => attestersOf(receipts, receipt).length >= quorum)?.receipt;
}

/** The receipt points are counted from: the agreed one, or what stands for receipts in conflict. */
export function judgedReceipt(facts: TaskFacts): Receipt | undefined {
  return agreedReceipt(facts) ?? facts.escalated;
}

/** A settled task as the lot sees it; undefined when no peers judged anything of it. */
export function auditedTask(facts: TaskFacts): AuditedTask | undefined {
  const receipt = judgedReceipt(facts);
  if (receipt === undefined || facts.settled === undefined) return undefined;
  const used = unpackLanes(receipt.laneSlots).map((slot) => (slot === NO_SLOT ? 0 : 0xff));
  const { medians } = facts.settled;
  return { medians, used: packLanes(used), caps: receipt.laneCaps };
}

/** A panel's votes in seat order. */
function seatsOf(
  { votes }: TaskFacts,
  { round, ids, weights }: TaskFacts['panels'][number],
): SeatVote[] {
  return ids.map((id, seat) => ({
    weight: weights[seat] ?? 0,
    scores: votes.find((vote) => vote.round === round && vote.jurorId === id)?.scores,
  }));
}

/** The votes that are counted together once a panel's are open: a growing panel's of all rounds so far. */
export function countedWith(facts: TaskFacts, panel: TaskFacts['panels'][number]): SeatVote[] {
  if (facts.terms.lane !== 'growing') return seatsOf(facts, panel);
  return facts.panels
    .filter(({ round }) => round <= panel.round)
    .flatMap((one) => seatsOf(facts, one));
}

/** Member ids of the validators whose receipt equals this one, in the order they came. */
function attestersOf(receipts: TaskFacts['receipts'], agreed: Receipt): number[] {
  const key = JSON.stringify(agreed);
  return receipts
    .filter(({ receipt }) => JSON.stringify(receipt) === key)
    .map(({ autoId }) => autoId);
}

/** What the shares follow: the final ruling where experts ruled, else what the peers decided. */
export function finalMedians({ court }: TaskFacts, medians: `0x${string}`): `0x${string}` {
  return court?.executed?.ruling ?? medians;
}

/** Final points of every answer slot, from the agreed receipt and the medians. */
function pointsOf(facts: TaskFacts, medians: `0x${string}`): number[] {
  const agreed = judgedReceipt(facts);
  if (agreed === undefined) return facts.answers.map(() => 0);
  const caps = unpackLanes(agreed.laneCaps);
  const lanes: Lane[] = unpackLanes(agreed.laneSlots).map((slot, lane) => ({
    slot,
    item: '',
    cap: slot === NO_SLOT ? 0 : (caps[lane] ?? 0),
  }));
  return finalPoints(unpackLanes(agreed.proved), lanes, unpackLanes(medians)).slice(
    0,
    facts.answers.length,
  );
}

/** Recomputes the accounts with the rules of core/, from what was answered, proved and voted. */
export function accountsOf(
  facts: TaskFacts,
  record: Pick<ChainRecord, 'members' | 'addresses'>,
): Accounts {
  const { terms, settled } = facts;
  const agreed = judgedReceipt(facts);
  if (settled === undefined || agreed === undefined) return refundedAccounts(facts);
  const seats = facts.panels.flatMap((panel) => {
    const { present } = panelVerdict(agreed.laneSlots, seatsOf(facts, panel));
    return panel.ids.map((id, seat) => ({ id, present: present[seat] === true }));
  });
  const attesters = attestersOf(facts.receipts, agreed);
  const experts = coherentExperts(facts.court);
  const expertEach = expertsShare(terms.reward, terms.split, experts.length);
  const result = settle({
    reward: terms.reward,
    split: terms.split,
    points: pointsOf(facts, finalMedians(facts, settled.medians)),
    seats: seats.map(({ present }) => present),
    ...(terms.lane === 'growing' && facts.panels.length > 0 ? { seatShares: GROWING.most } : {}),
    attesters: attesters.length,
  });
  const seatIds = seats.map(({ id }) => id);
  return {
    escrow: terms.reward.toString(),
    paid: paymentsOf(facts, record, { seatIds, attesters, experts, expertEach, result }),
    refunded: (result.refunded - expertEach * BigInt(experts.length)).toString(),
    burned: '0',
    bonds: {
      publisherStakeReturned: publisherStake(terms.reward).toString(),
      forfeited: forfeitedOf(facts).toString(),
    },
  };
}

/** A task that came to no verdict: the reward goes back, and the stake but for what was burned. */
function refundedAccounts(facts: TaskFacts): Accounts {
  const { reward } = facts.terms;
  const burnedStake = facts.refunded?.burned ?? 0n;
  return {
    escrow: reward.toString(),
    paid: [],
    refunded: reward.toString(),
    burned: '0',
    bonds: {
      publisherStakeReturned: (publisherStake(reward) - burnedStake).toString(),
      forfeited: (forfeitedOf(facts) + burnedStake).toString(),
    },
  };
}

interface Shares {
  /** Member ids of the jurors, seat by seat, as `result.peers` has them. */
  readonly seatIds: readonly number[];
  readonly attesters: readonly number[];
  readonly experts: readonly number[];
  readonly expertEach: bigint;
  readonly result: ReturnType<typeof settle>;
}

/** Who is paid what: answers by slot, seats, experts, attesters, the network. Nobody is paid nothing. */
function paymentsOf(
  { answers }: TaskFacts,
  { members, addresses }: Pick<ChainRecord, 'members' | 'addresses'>,
  { seatIds, attesters, experts, expertEach, result }: Shares,
): Payment[] {
  const ownerOf = (id: number) =>
    members.find((member) => member.id === id)?.owner ?? `member ${id}`;
  const pay = (role: Payment['role'], to: string, amount: bigint): Payment[] =>
    amount === 0n ? [] : [{ to, role, amount: amount.toString() }];
  return [
    ...answers.flatMap(({ minerId, slot }) =>
      pay('miner', ownerOf(minerId), result.miners[slot] ?? 0n),
    ),
    ...seatIds.flatMap((id, seat) => pay('peer', ownerOf(id), result.peers[seat] ?? 0n)),
    ...experts.flatMap((id) => pay('expert', ownerOf(id), expertEach)),
    ...attesters.flatMap((id) => pay('auto', ownerOf(id), result.autoEach)),
    ...pay('treasury', addresses.treasury, result.treasury),
  ];
}

function forfeitedOf({ slashes }: TaskFacts): bigint {
  return slashes.reduce((sum, { amount }) => sum + amount, 0n);
}
