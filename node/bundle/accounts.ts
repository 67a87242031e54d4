import type { Receipt } from '../../chain/taskState.ts';
import { publisherStake } from '../../core/economy/publisherStake.ts';
import { NO_SLOT, unpackLanes } from '../../core/lanes.ts';
import { settle } from '../../core/payout.ts';
import { finalPoints, type Lane } from '../../core/scoring.ts';
import type { ChainRecord } from './chainRecord.ts';
import type { TaskFacts } from './taskFacts.ts';

interface Payment {
  readonly to: string;
  readonly role: 'miner' | 'peer' | 'auto' | 'treasury';
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
    /** Burned for silence, disproved answers, or a hidden part that was never opened. */
    readonly forfeited: string;
  };
}

/** The receipt that a quorum of automatic validators agreed on. */
export function agreedReceipt({ receipts, terms }: TaskFacts): Receipt | undefined {
  const quorum = Math.floor(terms.attesters / 2) + 1;
  return receipts.find(({ receipt }) => attestersOf(receipts, receipt).length >= quorum)?.receipt;
}

/** Member ids of the validators whose receipt equals this one, in the order they came. */
function attestersOf(receipts: TaskFacts['receipts'], agreed: Receipt): number[] {
  const key = JSON.stringify(agreed);
  return receipts
    .filter(({ receipt }) => JSON.stringify(receipt) === key)
    .map(({ autoId }) => autoId);
}

/** Final points of every answer slot, from the agreed receipt and the medians. */
function pointsOf(facts: TaskFacts, medians: `0x${string}`): number[] {
  const agreed = agreedReceipt(facts);
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
export function accountsOf(facts: TaskFacts, members: ChainRecord['members']): Accounts {
  const { terms, settled } = facts;
  const forfeited = facts.slashes.reduce((sum, { amount }) => sum + amount, 0n);
  const stake = publisherStake(terms.reward);
  const agreed = agreedReceipt(facts);
  if (settled === undefined || agreed === undefined) {
    const burnedStake = (facts.refunded?.burned ?? 0n) - forfeited;
    return {
      escrow: terms.reward.toString(),
      paid: [],
      refunded: terms.reward.toString(),
      burned: '0',
      bonds: {
        publisherStakeReturned: (stake - burnedStake).toString(),
        forfeited: (forfeited + burnedStake).toString(),
      },
    };
  }
  const ownerOf = (id: number) =>
    members.find((member) => member.id === id)?.owner ?? `member ${id}`;
  const seats = facts.panel?.ids ?? [];
  const attesters = attestersOf(facts.receipts, agreed);
  const result = settle({
    reward: terms.reward,
    split: terms.split,
    points: pointsOf(facts, settled.medians),
    seats: seats.map((id) => facts.votes.some(({ jurorId }) => jurorId === id)),
    attesters: attesters.length,
  });
  const pay = (role: Payment['role'], to: string, amount: bigint): Payment[] =>
    amount === 0n ? [] : [{ to, role, amount: amount.toString() }];
  return {
    escrow: terms.reward.toString(),
    paid: [
      ...facts.answers.flatMap(({ minerId, slot }) =>
        pay('miner', ownerOf(minerId), result.miners[slot] ?? 0n),
      ),
      ...seats.flatMap((id, seat) => pay('peer', ownerOf(id), result.peers[seat] ?? 0n)),
      ...attesters.flatMap((id) => pay('auto', ownerOf(id), result.autoEach)),
      ...pay('treasury', treasuryOf(facts), result.treasury),
    ],
    refunded: result.refunded.toString(),
    burned: '0',
    bonds: { publisherStakeReturned: stake.toString(), forfeited: forfeited.toString() },
  };
}

/** Role number 6 of RewardDistributor. */
const TREASURY = 6;

function treasuryOf({ credits }: TaskFacts): string {
  return credits.find(({ role }) => role === TREASURY)?.to ?? 'treasury';
}
