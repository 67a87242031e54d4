import type { Hex } from '../../../core/contentId.ts';
import { packLanes, unpackLanes } from '../../../core/lanes.ts';
import { weightedMedian } from '../../../core/median.ts';
import { isLaneUndecided, SURE } from '../../../core/panelGrowth.ts';
import { SPLIT_RANGES, settle } from '../../../core/payout.ts';
import { PHASES, phaseAt, scheduleOf } from '../../../core/phase.ts';
import type { Draw } from './draw.ts';
import type { Rule } from './rule.ts';

const WORD_BITS = 256;
/** Most a juror's vote weighs, so that 21 of them stay below 2^15. */
const MOST_WEIGHT = 1_560;

const window = (draw: Draw, bits: number): number =>
  draw.chance(0.5) ? draw.below(6) : Number(draw.uint(bits));

/** Boundaries and their neighbours, and times between. */
const phases: Rule = {
  ...{ method: 'phases', contract: 'Reference' },
  draw(draw) {
    const windows = [32, 32, 32, 32, 32, 32, 24].map((bits) => window(draw, bits));
    const publishedAt = draw.below(2 ** 32);
    const end = windows.slice(0, 1 + draw.below(7)).reduce((sum, one) => sum + one, publishedAt);
    const offset = draw.chance(0.7) ? draw.below(5) - 2 : draw.below(2 ** 31);
    return { windows, publishedAt, time: Math.max(0, end + offset) };
  },
  ours({ windows, publishedAt, time }) {
    const [think, commit, reveal, verify, voteCommit, voteReveal, last] = (windows as string[]).map(
      Number,
    ) as [number, number, number, number, number, number, number];
    const lengths = { think, commit, reveal, verify, voteCommit, voteReveal, settle: last };
    const schedule = scheduleOf(lengths, Number(publishedAt));
    return [PHASES.indexOf(phaseAt(schedule, Number(time))), schedule];
  },
};

function ballotMedians(votes: readonly Hex[], weights: readonly number[]): Hex {
  const lanes = votes.map(unpackLanes);
  return packLanes(
    Array.from({ length: 32 }, (_, lane) =>
      weightedMedian(
        lanes.map((scores) => scores[lane] ?? 0),
        weights,
      ),
    ),
  );
}

/** Few different scores, so that many weights meet, abstentions among them; or any. */
function vote(draw: Draw): Hex {
  if (draw.chance(0.4)) return draw.bytes(32);
  const few = Array.from({ length: 32 }, () => `0${draw.below(4)}`);
  return `0x${few.join('')}`;
}

/** The right medians of all 32 lanes, or medians with one wrong bit. */
const medians: Rule = {
  ...{ method: 'medians', contract: 'Reference' },
  draw(draw) {
    const votes = Array.from({ length: 1 + draw.below(21) }, () => vote(draw));
    const weights = votes.map(() => draw.between(1, MOST_WEIGHT));
    const right = BigInt(ballotMedians(votes, weights));
    const wrong = draw.chance(0.5) ? 0n : 1n << BigInt(draw.below(WORD_BITS));
    return { votes, weights, medians: `0x${(right ^ wrong).toString(16).padStart(64, '0')}` };
  },
  ours({ votes, weights, medians: offered }) {
    const numbers = (weights as string[]).map(Number);
    return [ballotMedians(votes as Hex[], numbers) === offered];
  },
};

/** Sides, their edges, and what says neither; weights that meet at the threshold are among them. */
const growths: Rule = {
  ...{ method: 'growths', contract: 'Reference' },
  draw(draw) {
    const lanes = draw.chance(0.2) ? Number(draw.uint(32)) : 2 ** draw.below(32);
    const score = () => draw.pick([0, 1, 20, 63, 64, 90, 127, 128, 220, 255]);
    const votes = Array.from({ length: draw.below(12) }, () =>
      draw.chance(0.2) ? draw.bytes(32) : packLanes(Array.from({ length: 32 }, score)),
    );
    const weights = votes.map(() =>
      draw.pick([1_000, 1_100, 1_200, 1_300, SURE - 1_000, draw.between(1, MOST_WEIGHT)]),
    );
    return { votes, weights, lanes };
  },
  ours({ votes, weights, lanes }) {
    const words = (votes as Hex[]).map(unpackLanes);
    const numbers = (weights as string[]).map(Number);
    const isUndecided = (_: unknown, lane: number) =>
      ((BigInt(lanes as string) >> BigInt(lane)) & 1n) === 1n &&
      isLaneUndecided(
        words.map((scores) => scores[lane] ?? 0),
        numbers,
      );
    return [Array.from({ length: 32 }).some(isUndecided)];
  },
};

function part(draw: Draw, name: 'peers' | 'experts' | 'network'): number {
  const [low, high] = SPLIT_RANGES[name];
  return draw.between(low, high);
}

/** The miners' part is what the others leave, so it may fall outside of its range. */
const payouts: Rule = {
  ...{ method: 'payouts', contract: 'Reference' },
  draw(draw) {
    const [peers, experts, network] = [
      part(draw, 'peers'),
      part(draw, 'experts'),
      part(draw, 'network'),
    ];
    const seats = draw.chance(0.3) ? 0 : 1 + draw.below(42);
    const most = draw.chance(0.3) ? 2 : 8_416;
    return {
      reward: draw.chance(0.3) ? BigInt(draw.below(1_000)) : draw.uint(95),
      ...{ minersBps: 10_000 - peers - experts - network, peersBps: peers, networkBps: network },
      points: Array.from({ length: draw.below(33) }, () => draw.below(most)),
      ...{ seats, present: draw.below(seats + 1), attesters: draw.below(6) },
    };
  },
  ours(one) {
    const [reward, seats] = [BigInt(one['reward'] as string), Number(one['seats'])];
    const [miners, peers, network] = [one['minersBps'], one['peersBps'], one['networkBps']].map(
      Number,
    ) as [number, number, number];
    const split = { miners, peers, network, experts: 10_000 - miners - peers - network };
    const points = (one['points'] as string[]).map(Number);
    const input = { reward, split, points, attesters: Number(one['attesters']) };
    // Seats that sit, of those that the part is cut for: a growing panel may need fewer.
    const here = Array.from({ length: Number(one['present']) }, () => true);
    const sat = settle({ ...input, seats: here, seatShares: seats });
    const { autoEach, treasury, refunded, miners: paid } = sat;
    // What a seat that judged is paid, whether or not there is one.
    const [seatPay = 0n] = settle({
      ...input,
      seats: Array.from({ length: seats }, () => true),
    }).peers;
    return [{ miners: paid, seatPay, autoEach, treasury, refunded }];
  },
};

/** Where a task stands, what a panel said, who gets what of a reward. */
export const JUDGING_RULES: readonly Rule[] = [phases, medians, growths, payouts];
