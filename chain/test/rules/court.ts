import { drawAudit } from '../../../core/judging/auditDraw.ts';
import { EXPERT_TIERS, mayBeDrawn } from '../../../core/judging/expertTier.ts';
import type { Hex } from '../../../core/contentId.ts';
import { packLanes } from '../../../core/lanes.ts';
import type { Rule } from './rule.ts';

const lanes = (value: () => number): Hex => packLanes(Array.from({ length: 32 }, value));

/** Scores at the thresholds and any; items of like and unlike worth. */
const audits: Rule = {
  ...{ method: 'audits', contract: 'Reference' },
  draw: (draw) => {
    const cap = 1 + draw.below(255);
    const isEven = draw.chance(0.3);
    const some = draw.below(33);
    let lane = 0;
    return {
      beacon: draw.bytes(32),
      medians: lanes(() =>
        draw.chance(0.5) ? draw.pick([0, 1, 63, 64, 127, 128, 255]) : draw.below(256),
      ),
      used: lanes(() => (lane++ < some && draw.chance(0.9) ? 0xff : 0)),
      caps: lanes(() => (isEven ? cap : draw.below(256))),
    };
  },
  ours: ({ beacon, medians, used, caps }) => [
    drawAudit(beacon as Hex, { medians: medians as Hex, used: used as Hex, caps: caps as Hex }),
  ],
};

/** Stakes and records about each tier's own. */
const tiers: Rule = {
  ...{ method: 'tiers', contract: 'Reference' },
  draw: (draw) => {
    const least = draw.uint(80);
    return {
      tier: 1 + draw.below(4),
      stake: least * BigInt(draw.pick([1, 2, 4, 8, 16])) - BigInt(least === 0n ? 0 : draw.below(2)),
      ...{ least, rate: draw.pick([8_000, 8_500, 9_000]) + draw.below(3) - 1 },
      labels: draw.pick([60, 120, 200, 400]) + draw.below(3) - 1,
    };
  },
  ours: ({ tier, stake, least, rate, labels }) => {
    const name = EXPERT_TIERS[Number(tier) - 1];
    if (name === undefined) throw new RangeError('no such tier');
    const member = { stake: BigInt(stake as string), rate: Number(rate), labels: Number(labels) };
    return [mayBeDrawn(name, member, BigInt(least as string))];
  },
};

/** Which items experts read by lot, and who may sit on which tier. */
export const COURT_RULES: readonly Rule[] = [audits, tiers];
