import { judgingPrices } from '../../core/judging/judgingPrices.ts';
import { spendCapped } from '../../core/judging/spendCap.ts';
import { createRandom, type Random } from './random.ts';

const TOS = 10n ** 18n;
const CENT = TOS / 100n;
/** Base Reward Table of seed 001: lowest and highest reward in TOS. */
const REWARDS = [
  [5, 10],
  [15, 45],
  [50, 200],
  [100, 500],
] as const;
const PEERS = 18n;
const EXPERTS = 9n;
const MOST_FINDINGS = 32;

export interface PoolOutcome {
  readonly tasks: number;
  /** Lowest balance ever of either reserve, TOS; the cap must keep it at 0 or above. */
  readonly lowest: number;
  /** The same had every stage been paid without asking, TOS. */
  readonly lowestUncapped: number;
  /** End balances, % of the rewards. */
  readonly peerBalance: number;
  readonly expertBalance: number;
  /** Tasks in which the cap cut a stage or a reading, %. */
  readonly cut: number;
}

interface Reserves {
  peers: bigint;
  experts: bigint;
}

/**
 * Pays random tasks' judging out of their own escrow and the class reserve, with core's prices and
 * spend cap. The reserve starts empty: the hardest case.
 *
 * @param loads calls and readings of findings, as simulated
 */
export function playPools(
  loads: readonly (readonly [number, number])[],
  { tasks, seed }: { readonly tasks: number; readonly seed: number },
): PoolOutcome {
  const random = createRandom(seed);
  const ordered = loads.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const reserves: Reserves = { peers: 0n, experts: 0n };
  const uncapped: Reserves = { peers: 0n, experts: 0n };
  let rewards = 0n;
  let lowest = 0n;
  let lowestUncapped = 0n;
  let cut = 0;
  for (let task = 0; task < tasks; task += 1) {
    const { reward, findings } = drawTask(random, ordered);
    rewards += reward;
    if (payTask(reserves, reward, findings)) cut += 1;
    payUncapped(uncapped, reward, findings);
    lowest = least(lowest, reserves.peers, reserves.experts);
    lowestUncapped = least(lowestUncapped, uncapped.peers, uncapped.experts);
  }
  const percent = (part: bigint) => Number((part * 100_000n) / rewards) / 1_000;
  return {
    tasks,
    lowest: Number(lowest) / Number(TOS),
    lowestUncapped: Number(lowestUncapped) / Number(TOS),
    peerBalance: percent(reserves.peers),
    expertBalance: percent(reserves.experts),
    cut: (100 * cut) / tasks,
  };
}

function drawTask(random: Random, ordered: readonly (readonly [number, number])[]) {
  const [low, high] = REWARDS[Math.floor(random() * REWARDS.length)] ?? REWARDS[0];
  const reward = BigInt(Math.round((low + random() * (high - low)) * 100)) * CENT;
  const count = 1 + Math.floor(random() * MOST_FINDINGS);
  // Panel lengths go together inside a task: some tasks are hard throughout.
  const hardness = random();
  const findings = Array.from({ length: count }, () => {
    const rank = random() < 0.5 ? random() : Math.abs((hardness + (random() - 0.5) / 2) % 1);
    return ordered[Math.floor(rank * ordered.length)] ?? ([3, 0] as const);
  });
  return { reward, findings };
}

/** Pays what escrow and reserve can, puts the rest into the reserve; true when something was cut. */
function payTask(
  reserves: Reserves,
  reward: bigint,
  findings: readonly (readonly [number, number])[],
): boolean {
  const pools = poolsOf(reward);
  const prices = judgingPrices(pools, findings.length);
  let peers = { escrow: pools.peers, reserve: reserves.peers };
  let experts = { escrow: pools.experts, reserve: reserves.experts };
  let cut = false;
  for (const [calls, readings] of findings) {
    const judged = spendCapped(peers, BigInt(calls) * prices.call);
    const read = spendCapped(experts, BigInt(readings) * prices.reading);
    if (judged === null || read === null) cut = true;
    peers = judged ?? peers;
    experts = read ?? experts;
  }
  reserves.peers = peers.reserve + peers.escrow;
  reserves.experts = experts.reserve + experts.escrow;
  return cut;
}

function payUncapped(
  reserves: Reserves,
  reward: bigint,
  findings: readonly (readonly [number, number])[],
): void {
  const pools = poolsOf(reward);
  const prices = judgingPrices(pools, findings.length);
  const calls = findings.reduce((sum, [one]) => sum + one, 0);
  const readings = findings.reduce((sum, [, one]) => sum + one, 0);
  reserves.peers += pools.peers - BigInt(calls) * prices.call;
  reserves.experts += pools.experts - BigInt(readings) * prices.reading;
}

function poolsOf(reward: bigint) {
  return { peers: (reward * PEERS) / 100n, experts: (reward * EXPERTS) / 100n };
}

function least(...values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (b < a ? b : a));
}
