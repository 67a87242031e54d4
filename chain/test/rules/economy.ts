import type { Hex } from '../../../core/contentId.ts';
import { levelBonus } from '../../../core/economy/levelBonus.ts';
import { publicationFee } from '../../../core/economy/publicationFee.ts';
import { REPUTATION_LEVELS, reputationLevel } from '../../../core/economy/reputationLevel.ts';
import { adjustFactor } from '../../../core/economy/rewardAdjustment.ts';
import { rootEntryLeaf } from '../../../core/economy/rootEntry.ts';
import { rootPay } from '../../../core/economy/rootPay.ts';
import { buildSumTree, type SumNode } from '../../../core/economy/sumTree.ts';
import { trustLevel } from '../../../core/economy/trustLevel.ts';
import type { Draw } from './draw.ts';
import type { Case, Rule } from './rule.ts';

const contract = 'EconomyReference';
const TOS = 10n ** 18n;

const wei = (draw: Draw): bigint => {
  if (draw.chance(0.4)) return draw.uint(96);
  return draw.chance(0.5) ? BigInt(draw.below(601)) * TOS : BigInt(draw.below(20_001));
};
const big = (one: Case, name: string): bigint => BigInt(one[name] as string);

const fees: Rule = {
  ...{ method: 'fees', contract },
  draw(draw) {
    const [a, b] = [wei(draw), wei(draw)];
    const rateBps = draw.between(0, 10_000);
    return { reward: wei(draw), rateBps, least: a < b ? a : b, most: a < b ? b : a };
  },
  ours: (one) => [
    publicationFee(big(one, 'reward'), {
      ...{ rateBps: Number(one['rateBps']), least: big(one, 'least'), most: big(one, 'most') },
    }),
  ],
};

const bonuses: Rule = {
  ...{ method: 'bonuses', contract },
  draw(draw) {
    const pay = wei(draw);
    return { level: draw.below(4), pay, paid: pay + wei(draw), fee: wei(draw) };
  },
  ours: (one) => [
    levelBonus({
      ...{ pay: big(one, 'pay'), paid: big(one, 'paid'), fee: big(one, 'fee') },
      bonusBps: Number(one['level']) * 1_000,
    }),
  ],
};

/** Completion rates at the two turning points come often. */
const factors: Rule = {
  ...{ method: 'factors', contract },
  draw(draw) {
    const most = draw.between(10_000, 50_000);
    const ended = draw.chance(0.5) ? draw.below(21) : Number(draw.uint(32));
    const rate = draw.chance(0.4) ? draw.pick([0.6, 0.9]) : draw.below(1_001) / 1_000;
    const factor = Math.min(most, 10_000 + draw.below(40_001));
    return { factor, most, ended, completed: Math.round(ended * rate) };
  },
  ours: ({ factor, most, ended, completed }) => [
    adjustFactor(Number(factor), Number(most), {
      ...{ ended: Number(ended), completed: Number(completed) },
    }),
  ],
};

const trusts: Rule = {
  ...{ method: 'trusts', contract },
  draw: (draw) => ({
    stake: draw.chance(0.3)
      ? wei(draw)
      : draw.pick([100n, 1_000n, 10_000n]) * TOS + BigInt(draw.below(3) - 1),
    rate: draw.chance(0.5) ? draw.between(9_499, 9_501) : draw.between(0, 10_000),
    done: draw.chance(0.5) ? draw.between(99, 101) : Number(draw.uint(32)),
    ...{ checks: draw.below(20), partner: draw.chance(0.5) },
  }),
  ours: (one) => [
    trustLevel({
      ...{ stake: big(one, 'stake'), rate: Number(one['rate']), done: Number(one['done']) },
      ...{ checks: Number(one['checks']), partner: one['partner'] === true },
    }),
  ],
};

const levels: Rule = {
  ...{ method: 'levels', contract },
  draw: (draw) => ({
    rate: draw.chance(0.3)
      ? draw.pick([7_000, 8_500, 9_500]) + draw.below(3) - 1
      : draw.between(0, 10_000),
  }),
  ours: ({ rate }) => [REPUTATION_LEVELS.indexOf(reputationLevel(Number(rate) * 100).level)],
};

const score = (draw: Draw) => BigInt(draw.between(-40_000_000, 40_000_000));

const pays: Rule = {
  ...{ method: 'pays', contract },
  draw: (draw) => ({
    ...{ score: score(draw), accountSeats: BigInt(1 + draw.below(500)), wages: draw.uint(80) },
    ...{ total: score(draw) * 100n, seats: BigInt(1 + draw.below(100_000)), slope: draw.uint(90) },
  }),
  ours: (one) => [
    rootPay({
      ...{ score: big(one, 'score'), accountSeats: big(one, 'accountSeats') },
      ...{ wages: big(one, 'wages'), total: big(one, 'total') },
      ...{ seats: big(one, 'seats'), slope: big(one, 'slope') },
    }),
  ],
};

interface RawEntry {
  readonly index: string;
  readonly account: Hex;
  readonly before: string;
  readonly cumulative: string;
}

/** Root and total that follow from an entry and the siblings on its way up. */
function rootFrom(one: Case): SumNode {
  const { account, before, cumulative, index } = one['entry'] as RawEntry;
  const entry = {
    index: Number(index),
    account,
    before: BigInt(before),
    cumulative: BigInt(cumulative),
  };
  const siblings = (one['proof'] as readonly { hash: Hex; sum: string }[]).map(({ hash, sum }) => {
    return { hash, sum: BigInt(sum) };
  });
  return siblings.reduce(
    (node, sibling, level) =>
      buildSumTree((entry.index >> level) & 1 ? [sibling, node] : [node, sibling]).root,
    rootEntryLeaf(one['stream'] as Hex, big(one, 'epoch'), entry),
  );
}

/** Claims of a tree that was drawn and not used up. */
const claims = new WeakMap<Draw, Case[]>();

/** A tree and every entry's proof; most trees are small. */
function drawTree(draw: Draw): Case[] {
  const [stream, epoch] = [draw.bytes(32), draw.uint(64)];
  const size = 1 + draw.below(draw.chance(0.2) ? 40 : 6);
  const entries = Array.from({ length: size }, (_, index) => {
    const before = wei(draw) / 2n;
    return { index, account: draw.bytes(20), before, cumulative: before + draw.uint(90) };
  });
  const tree = buildSumTree(entries.map((entry) => rootEntryLeaf(stream, epoch, entry)));
  const all = entries.map((entry) => ({ stream, epoch, entry, proof: tree.proofOf(entry.index) }));
  const [first] = all;
  if (first === undefined || rootFrom(first).hash !== tree.root.hash) {
    throw new Error('core disagrees with itself');
  }
  return all;
}

const roots: Rule = {
  ...{ method: 'roots', contract },
  draw(draw) {
    const left = claims.get(draw) ?? [];
    const [one, ...rest] = left.length > 0 ? left : drawTree(draw);
    claims.set(draw, rest);
    return one ?? {};
  },
  ours(one) {
    const { hash, sum } = rootFrom(one);
    return [hash, sum];
  },
};

/** Fees, bonuses, suggestions, levels, trust, and what a pay root owes. */
export const ECONOMY_RULES: readonly Rule[] = [
  ...[fees, bonuses, factors, trusts, levels, pays, roots],
];
