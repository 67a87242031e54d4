import type { LabelCounts } from './labelCounts.ts';
import { memberRecord } from './memberRecord.ts';
import { reputation } from './reputation.ts';

export const EXPERT_TIERS = ['standard', 'advanced', 'specialist', 'master'] as const;
export type ExpertTier = (typeof EXPERT_TIERS)[number];

interface TierRule {
  /** Odd, each about twice the last: what a captured minority can flip falls with every appeal. */
  readonly seats: number;
  /** Multiples of the least peer stake. */
  readonly stakeFactor: bigint;
  /** Success rate in ppm that the record must exceed with 95 % confidence, and its least labels. */
  readonly above: number;
  readonly labels: number;
}

const TIERS: Readonly<Record<ExpertTier, TierRule>> = {
  standard: { seats: 3, stakeFactor: 2n, above: 700_000, labels: 60 },
  advanced: { seats: 7, stakeFactor: 4n, above: 800_000, labels: 120 },
  specialist: { seats: 15, stakeFactor: 8n, above: 850_000, labels: 200 },
  master: { seats: 31, stakeFactor: 16n, above: 900_000, labels: 400 },
};

export function tierRule(tier: ExpertTier): TierRule {
  return TIERS[tier];
}

/**
 * The highest tier that a stake and a labelled record qualify for; null for none. Opting in is up to
 * the member: nobody is drawn for a tier he did not choose.
 *
 * @param leastStake least stake of a peer validator, wei
 */
export function qualifiedTier(
  { stake, counts }: { readonly stake: bigint; readonly counts: LabelCounts },
  leastStake: bigint,
): ExpertTier | null {
  const { labels } = memberRecord(counts);
  const { lowerBound } = reputation(counts);
  const reached = EXPERT_TIERS.filter((tier) => {
    const rule = TIERS[tier];
    return (
      stake >= rule.stakeFactor * leastStake && labels >= rule.labels && lowerBound > rule.above
    );
  });
  return reached.at(-1) ?? null;
}

/**
 * Whether the chain may draw a member for a tier: the rule of ExpertTiers.sol. Somebody has to give
 * the first labels, so the Standard tier asks for stake alone there.
 *
 * @param member `rate`: lower bound of its success rate by labels, basis points
 */
export function mayBeDrawn(
  tier: ExpertTier,
  member: { readonly stake: bigint; readonly rate: number; readonly labels: number },
  leastStake: bigint,
): boolean {
  const rule = TIERS[tier];
  if (member.stake < rule.stakeFactor * leastStake) return false;
  return tier === 'standard' || (member.labels >= rule.labels && member.rate * 100 > rule.above);
}

/** The tier an appeal goes to; null after the last. */
export function nextTier(tier: ExpertTier): ExpertTier | null {
  return EXPERT_TIERS[EXPERT_TIERS.indexOf(tier) + 1] ?? null;
}
