import type { Split } from '../payout.ts';
import { judgingPrices } from './judgingPrices.ts';

/** Judging as it is sold: so many tasks together, or one task in so many parts. Money in wei. */
export interface Packet {
  readonly tasks: number;
  readonly parts: number;
  readonly pay: bigint;
}

/** What a reward pays its judges, by the pay rule. */
export interface PacketPrices {
  /** A juror's seat on the whole task. */
  readonly peerSeat: bigint;
  /** 1 to 5 TOS. */
  readonly peerPacket: Packet;
  /** An expert's reading of a task: experts read three in ten of its findings. */
  readonly expertReading: bigint;
  /** 5 to 20 TOS. */
  readonly expertPacket: Packet;
}

const TOS = 10n ** 18n;
const PEER = { least: TOS, most: 5n * TOS };
const EXPERT = { least: 5n * TOS, most: 20n * TOS };

/** Packets at a reward (wei): a task that pays less than a packet is joined with others, more is cut. */
export function packetPrices(
  reward: bigint,
  split: Pick<Split, 'peers' | 'experts'>,
): PacketPrices {
  const part = (bps: number) => (reward * BigInt(bps)) / 10_000n;
  const prices = judgingPrices({ peers: part(split.peers), experts: part(split.experts) }, 1);
  const reading = (prices.reading * 3n) / 10n;
  return {
    ...{ peerSeat: prices.call, peerPacket: packetOf(prices.call, PEER) },
    ...{ expertReading: reading, expertPacket: packetOf(reading, EXPERT) },
  };
}

function packetOf(pay: bigint, { least, most }: typeof PEER): Packet {
  const tasks = pay < least ? dividedUp(least, pay) : 1n;
  const parts = pay > most ? dividedUp(pay, most) : 1n;
  return { tasks: Number(tasks), parts: Number(parts), pay: (pay * tasks) / parts };
}

function dividedUp(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
