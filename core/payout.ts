import { PoiwError } from './errors.ts';

/** Parts of a reward in basis points; they sum to 10,000. */
export interface Split {
  readonly miners: number;
  readonly peers: number;
  readonly experts: number;
  readonly network: number;
}

/** Allowed ranges in basis points: seed 001, "Step 4: Reward Distribution". */
export const SPLIT_RANGES = {
  miners: [6000, 7000],
  peers: [1500, 2000],
  experts: [500, 1000],
  network: [500, 1000],
} as const satisfies Record<keyof Split, readonly [number, number]>;

const WHOLE = 10_000;

/** @throws PoiwError E_SCHEMA when a part is outside its range or the sum is not 10,000. */
export function assertSplit(split: Split): void {
  for (const part of Object.keys(SPLIT_RANGES) as (keyof Split)[]) {
    const [low, high] = SPLIT_RANGES[part];
    if (!Number.isInteger(split[part]) || split[part] < low || split[part] > high) {
      throw new PoiwError('E_SCHEMA', `split.${part} is ${split[part]}, allowed ${low}..${high}`);
    }
  }
  const sum = split.miners + split.peers + split.experts + split.network;
  if (sum !== WHOLE) throw new PoiwError('E_SCHEMA', `split sums to ${sum}, not ${WHOLE}`);
}

export interface SettlementInput {
  /** wei */
  readonly reward: bigint;
  readonly split: Split;
  /** Final points of each answer slot, 0..65535; order is the slot order. */
  readonly points: readonly number[];
  /** For each drawn seat, whether its vote was revealed; empty when no panel was needed. */
  readonly seats: readonly boolean[];
  /**
   * Parts the peers' part is cut in, one a seat; those drawn unless given. A growing panel's are the
   * most it can have: what a seat pays is known before it is taken, and is never more than is there.
   */
  readonly seatShares?: number | undefined;
  /** Automatic validators whose receipts agreed. */
  readonly attesters: number;
}

/** All amounts in wei. miners + peers + autos + treasury + refunded = reward, exactly. */
export interface Settlement {
  readonly miners: readonly bigint[];
  /** One amount per seat; 0 for a vote that was not revealed. */
  readonly peers: readonly bigint[];
  /** Each agreeing automatic validator's pay. */
  readonly autoEach: bigint;
  readonly treasury: bigint;
  /** Back to the publisher: parts nobody earned, and the dust of the divisions. */
  readonly refunded: bigint;
}

/**
 * Divides a reward; the same arithmetic, in the same order, as `PayoutLib.sol`.
 *
 * Without a panel nothing was in dispute and the judges' parts go to the miners (seed 001, scenario
 * 2: 45 of 50). With a panel the experts' part is refunded, less what {@link expertsShare} gives to experts. An
 * unrevealed seat's pay is refunded, never shared among the other jurors; so is that of a seat a
 * growing panel never needed. Automatic validation is
 * paid from the network's part (seed 001: "system-borne"): half of it, in equal shares.
 */
export function settle(input: SettlementInput): Settlement {
  const part = (bps: number) => (input.reward * BigInt(bps)) / BigInt(WHOLE);
  const seatShares = input.seatShares ?? input.seats.length;
  const judged = seatShares > 0;
  const peersPool = judged ? part(input.split.peers) : 0n;
  const networkPool = part(input.split.network);
  const minersPool = judged ? part(input.split.miners) : input.reward - networkPool;

  const total = BigInt(input.points.reduce((sum, points) => sum + points, 0));
  const miners = input.points.map((points) =>
    total === 0n ? 0n : (minersPool * BigInt(points)) / total,
  );
  const seat = judged ? peersPool / BigInt(seatShares) : 0n;
  const peers = input.seats.map((revealed) => (revealed ? seat : 0n));
  const autoEach = input.attesters === 0 ? 0n : networkPool / 2n / BigInt(input.attesters);
  const treasury = networkPool - autoEach * BigInt(input.attesters);

  const paid = sum(miners) + sum(peers) + networkPool;
  return { miners, peers, autoEach, treasury, refunded: input.reward - paid };
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
